using Caisson.Images.Layers.Buffers;

namespace Caisson.Images.Layers.Tar;

/// <summary>
/// Reads a tar archive from beginning to end, without seeking and without keeping it: v7, ustar, star, GNU and pax, with
/// long names, sparse files and extended attributes. What is malformed raises an <see cref="ImageException"/> that says
/// what; an archive without the two empty blocks at its end is accepted, as by every other program.
/// </summary>
/// <remarks>
/// Thread: one. Contents are lent from the reader's buffers where they lie. An entry's contents can be read until the
/// next entry is asked for. Guest-controlled: everything.
/// </remarks>
public sealed class TarReader
{
    // Extended headers before one entry: a global one, one of the entry's own, a long name and a long link.
    private const int ExtendedHeadersMax = 32;

    private readonly ByteSource _source;
    private readonly ImageLimits _limits;
    private readonly PaxHeader _global = new();
    private readonly byte[] _block = new byte[TarFormat.BlockBytes];

    private TarEntry? _entry;
    private SparseMap? _map;
    private int _mapIndex;
    private long _partOffset;
    private long _storedLeft;
    private long _padding;
    private bool _isAtEnd;

    /// <summary>Reads an archive from a stream, which stays the caller's.</summary>
    /// <param name="archive">The archive, uncompressed.</param>
    /// <param name="limits">How long archive, names and extended headers may be; the default ones without.</param>
    public TarReader(Stream archive, ImageLimits? limits = null)
        : this(new StreamSource(archive, (limits ?? ImageLimits.Default).LayerBytes), limits ?? ImageLimits.Default)
    {
    }

    internal TarReader(ByteSource source, ImageLimits limits)
    {
        _source = source;
        _limits = limits;
    }

    /// <summary>The header blocks that have been read, extended ones among them.</summary>
    public long HeaderCount { get; private set; }

    /// <summary>Goes on to the next entry; what is left of the contents of the one before is passed over.</summary>
    /// <returns>The entry, or null at the end of the archive.</returns>
    /// <exception cref="ImageException">The archive is malformed, or exceeds a limit.</exception>
    public TarEntry? Next()
    {
        SkipContents();
        var pending = new PendingHeaders();
        for (int count = 0; TryReadHeader(out TarHeader header); count++)
        {
            if (count > ExtendedHeadersMax)
            {
                TarError.Throw($"more than {ExtendedHeadersMax} extended headers before one entry");
            }

            switch (header.TypeFlag)
            {
                case (byte)'g':
                    _global.Read(ReadExtended(header.SizeBytes), isGlobal: true);
                    break;
                case (byte)'x':
                    pending.Pax = new PaxHeader();
                    pending.Pax.Read(ReadExtended(header.SizeBytes), isGlobal: false);
                    break;
                case (byte)'L':
                    pending.LongName = ReadLongName(header.SizeBytes);
                    break;
                case (byte)'K':
                    pending.LongLink = ReadLongName(header.SizeBytes);
                    break;
                default:
                    return _entry = Begin(header, pending);
            }
        }

        return pending.IsEmpty ? null : throw TarError.Truncated("an extended header that no entry follows");
    }

    /// <summary>The next part of the current entry's contents. It is valid until the next call.</summary>
    /// <param name="offset">Where in the file it belongs: what was left out in between is zero.</param>
    /// <param name="data">The bytes, at least one.</param>
    /// <returns>False where there is no more. A sparse file may be longer than its last part.</returns>
    /// <exception cref="ImageException">The archive ends here.</exception>
    public bool TryReadContents(out long offset, out ReadOnlySpan<byte> data) =>
        TryReadContents(long.MaxValue, out offset, out data);

    /// <summary>The current entry's contents as a stream, holes filled with zeros. It ends its use with the next entry.</summary>
    /// <exception cref="InvalidOperationException">There is no current entry.</exception>
    public Stream OpenContents() =>
        new TarContents(this, _entry ?? throw new InvalidOperationException("no entry has been read"));

    /// <summary>As the public one, with the most that is to be lent.</summary>
    internal bool TryReadContents(long maxBytes, out long offset, out ReadOnlySpan<byte> data)
    {
        offset = 0;
        data = default;
        if (_storedLeft == 0 || _entry is null)
        {
            return false;
        }

        long wanted = _storedLeft;
        if (_map is null)
        {
            offset = _partOffset;
        }
        else
        {
            (long start, long length) = _map[_mapIndex];
            offset = start + _partOffset;
            wanted = length - _partOffset;
        }

        data = _source.Take(Math.Min(wanted, maxBytes));
        if (data.IsEmpty)
        {
            throw TarError.Truncated(_entry.DisplayPath);
        }

        _storedLeft -= data.Length;
        _partOffset += data.Length;
        if (_map is not null && data.Length == wanted)
        {
            _mapIndex++;
            _partOffset = 0;
        }

        return true;
    }

    /// <summary>Where in the file the next part of the contents belongs; null where there is none.</summary>
    /// <exception cref="InvalidOperationException">The entry is not the current one any more.</exception>
    internal long? NextOffset(TarEntry entry) =>
        !ReferenceEquals(entry, _entry) ? throw new InvalidOperationException("the reader is at another entry")
        : _storedLeft == 0 ? null
        : _map is null ? _partOffset
        : _map[_mapIndex].Offset + _partOffset;

    /// <summary>Reads what follows the archive's end, which has no meaning but belongs to the stream and its digest.</summary>
    internal void Drain() => _source.Drain();

    private bool TryReadHeader(out TarHeader header)
    {
        header = default;
        if (_isAtEnd)
        {
            return false;
        }

        long position = _source.Position;
        int length = _source.Fill(_block);
        if (length is > 0 and < TarFormat.BlockBytes)
        {
            throw TarError.Truncated("a header");
        }

        // A block of zeros marks the end, and a second one follows it.
        if (length == 0 || !_block.AsSpan().ContainsAnyExcept((byte)0))
        {
            if (_source.Fill(_block) == TarFormat.BlockBytes && _block.AsSpan().ContainsAnyExcept((byte)0))
            {
                TarError.Throw($"one empty block at byte {position}, where two would mark the end");
            }

            _isAtEnd = true;
            return false;
        }

        HeaderCount++;
        header = TarHeader.Parse(_block, position);
        return true;
    }

    private TarEntry Begin(TarHeader header, PendingHeaders pending)
    {
        PaxHeader pax = pending.Pax ?? new PaxHeader();
        pax.AddDefaults(_global);
        byte[] path = ChooseName(pax.Sparse?.Name ?? pax.Path, pending.LongName, "path") ?? header.Path();
        TarEntryKind kind = KindOf(header.TypeFlag, path);
        bool isLink = kind is TarEntryKind.HardLink or TarEntryKind.SymbolicLink;
        byte[] target = !isLink ? [] : ChooseName(pax.LinkPath, pending.LongLink, "linkpath") ?? header.LinkName.ToArray();
        CheckName(path, "path", path);
        if (isLink)
        {
            CheckName(target, "link target", path);
        }

        CheckAttributes(pax.Attributes, path);

        // Links, devices and the like have no contents, whatever their size says.
        bool hasContents = header.TypeFlag is 0 or (byte)'0' or (byte)'7' or (byte)'S';
        long storedBytes = hasContents ? pax.SizeBytes ?? header.SizeBytes : 0;
        if (storedBytes > long.MaxValue - TarFormat.BlockBytes)
        {
            TarError.Throw($"{TarText.Display(path)}: a size of {storedBytes} bytes");
        }

        var entry = new TarEntry
        {
            Kind = kind,
            Path = path,
            LinkTarget = target,
            Mode = header.Mode,
            UserId = Id(pax.UserId ?? header.UserId, "uid", path),
            GroupId = Id(pax.GroupId ?? header.GroupId, "gid", path),
            ModifiedAt = pax.ModifiedAt ?? header.ModifiedAt,
            SizeBytes = kind == TarEntryKind.RegularFile ? storedBytes : 0,
            Device = kind is TarEntryKind.CharacterDevice or TarEntryKind.BlockDevice ? header.Device : default,
            Attributes = pax.Attributes,
        };
        _storedLeft = storedBytes;
        _padding = TarFormat.Padding(storedBytes);
        _partOffset = 0;
        _mapIndex = 0;
        _map = null;
        return kind == TarEntryKind.RegularFile ? WithHoles(entry, header, pax) : entry;
    }

    private TarEntry WithHoles(TarEntry entry, TarHeader header, PaxHeader pax)
    {
        SparseMap map;
        long realSizeBytes;
        if (header.TypeFlag == 'S')
        {
            realSizeBytes = header.SparseRealSizeBytes;
            map = SparseMapReader.ReadOldGnu(_source, header, entry.DisplayPath, _limits);
        }
        else if (pax.Sparse is { } sparse)
        {
            sparse.CheckVersion();
            realSizeBytes = sparse.RealSizeBytes
                ?? throw TarError.Invalid($"{entry.DisplayPath}: a sparse file without its real size");
            map = sparse.Map;
            if (sparse.IsMapInContents)
            {
                map = SparseMapReader.ReadFromContents(_source, ref _storedLeft, entry.DisplayPath, _limits);
            }
        }
        else
        {
            return entry;
        }

        map.Check(realSizeBytes, _storedLeft, entry.Path.Span);
        _map = map;
        return entry with { SizeBytes = realSizeBytes, IsSparse = true };
    }

    private static TarEntryKind KindOf(byte typeFlag, ReadOnlySpan<byte> path) => typeFlag switch
    {
        // Archives of before POSIX mark a directory with a slash alone.
        0 or (byte)'0' or (byte)'7' or (byte)'S' when path.EndsWith("/"u8) => TarEntryKind.Directory,
        0 or (byte)'0' or (byte)'7' or (byte)'S' => TarEntryKind.RegularFile,
        (byte)'1' => TarEntryKind.HardLink,
        (byte)'2' => TarEntryKind.SymbolicLink,
        (byte)'3' => TarEntryKind.CharacterDevice,
        (byte)'4' => TarEntryKind.BlockDevice,
        (byte)'5' => TarEntryKind.Directory,
        (byte)'6' => TarEntryKind.Fifo,
        _ => throw new ImageException(
            ImageErrorKind.Unsupported,
            $"tar archive: {TarText.Display(path)} is of the unknown type '{TarText.Display([typeFlag])}'"),
    };

    // Which of two would win differs between programs, and so could what they unpack.
    private static byte[]? ChooseName(byte[]? pax, byte[]? gnu, string what) =>
        pax is not null && gnu is not null
            ? throw TarError.Invalid($"{TarText.Display(pax)}: {what} is given in two ways, pax and GNU")
            : pax ?? gnu;

    private void CheckName(ReadOnlySpan<byte> name, string what, ReadOnlySpan<byte> path)
    {
        if (name.IsEmpty)
        {
            TarError.Throw(what == "path" ? "an entry without a name" : $"{TarText.Display(path)}: an empty {what}");
        }

        if (name.Length > _limits.PathBytes)
        {
            throw TarError.Limit(
                $"{TarText.Display(path)}: a {what} of {name.Length} bytes", nameof(ImageLimits.PathBytes), _limits.PathBytes);
        }
    }

    private void CheckAttributes(IReadOnlyList<TarXattr> attributes, ReadOnlySpan<byte> path)
    {
        long bytes = 0;
        foreach (TarXattr attribute in attributes)
        {
            bytes += attribute.Name.Length + attribute.Value.Length;
        }

        if (bytes > _limits.XattrBytes)
        {
            throw TarError.Limit(
                $"{TarText.Display(path)}: extended attributes of {bytes} bytes", nameof(ImageLimits.XattrBytes), _limits.XattrBytes);
        }
    }

    // -1 means "leave it" to chown(2), and would thus be nobody's choice.
    private static uint Id(long id, string what, ReadOnlySpan<byte> path) =>
        id is >= 0 and < uint.MaxValue
            ? (uint)id
            : throw TarError.Invalid($"{TarText.Display(path)}: {what} {id} is out of range");

    private byte[] ReadExtended(long sizeBytes)
    {
        if (sizeBytes > _limits.ExtendedHeaderBytes)
        {
            throw TarError.Limit(
                $"an extended header of {sizeBytes} bytes", nameof(ImageLimits.ExtendedHeaderBytes), _limits.ExtendedHeaderBytes);
        }

        byte[] contents = new byte[sizeBytes];
        return _source.Fill(contents) == contents.Length && _source.TrySkip(TarFormat.Padding(sizeBytes))
            ? contents
            : throw TarError.Truncated("an extended header");
    }

    private byte[] ReadLongName(long sizeBytes)
    {
        byte[] contents = ReadExtended(sizeBytes);
        ReadOnlySpan<byte> name = contents.AsSpan().TrimEnd((byte)0);
        return name.Contains((byte)0)
            ? throw TarError.Invalid($"a long name contains a NUL: {TarText.Display(name)}")
            : name.ToArray();
    }

    private void SkipContents()
    {
        if (_entry is not null && !_source.TrySkip(_storedLeft + _padding))
        {
            throw TarError.Truncated(_entry.DisplayPath);
        }

        _entry = null;
        _storedLeft = 0;
        _padding = 0;
    }

    private ref struct PendingHeaders
    {
        internal PaxHeader? Pax;
        internal byte[]? LongName;
        internal byte[]? LongLink;

        internal readonly bool IsEmpty => Pax is null && LongName is null && LongLink is null;
    }
}
