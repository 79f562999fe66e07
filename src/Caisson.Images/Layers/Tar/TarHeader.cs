using Caisson.Linux.Files;

namespace Caisson.Images.Layers.Tar;

/// <summary>A header block: its fields, checked where they are read.</summary>
internal readonly ref struct TarHeader
{
    private readonly ReadOnlySpan<byte> _block;
    private readonly long _position;

    private TarHeader(ReadOnlySpan<byte> block, long position)
    {
        _block = block;
        _position = position;
    }

    /// <summary>Takes a block whose checksum is right.</summary>
    /// <param name="block">The block.</param>
    /// <param name="position">Where in the archive it begins.</param>
    /// <exception cref="ImageException">The checksum is wrong: this is no archive, or it is damaged.</exception>
    internal static TarHeader Parse(ReadOnlySpan<byte> block, long position)
    {
        // The sum over the block with spaces in the place of the sum itself. Some old programs took bytes as signed.
        long unsigned = 0;
        long signed = 0;
        foreach (byte value in block)
        {
            unsigned += value;
            signed += (sbyte)value;
        }

        foreach (byte value in block[TarFormat.Checksum])
        {
            unsigned += ' ' - value;
            signed += ' ' - (sbyte)value;
        }

        if (!TarNumber.TryParseField(block[TarFormat.Checksum], out long expected) || (expected != unsigned && expected != signed))
        {
            TarError.Throw($"the header at byte {position} has a wrong checksum: this is no tar archive, or it is damaged");
        }

        return new TarHeader(block, position);
    }

    internal byte TypeFlag => _block[TarFormat.TypeFlag];

    /// <summary>What follows the header, as it says.</summary>
    internal long SizeBytes => NotNegative(Number(TarFormat.Size, "size"), "size");

    internal uint Mode => (uint)Number(TarFormat.Mode, "mode") & 0xFFF;

    internal long UserId => Number(TarFormat.UserId, "uid");

    internal long GroupId => Number(TarFormat.GroupId, "gid");

    internal FileTime ModifiedAt => new(Number(TarFormat.ModifiedAt, "mtime"));

    internal (uint Major, uint Minor) Device =>
        (DevicePart(TarFormat.DeviceMajor, "devmajor", 0xFFF), DevicePart(TarFormat.DeviceMinor, "devminor", 0xF_FFFF));

    internal ReadOnlySpan<byte> LinkName => UpToNul(_block[TarFormat.LinkName]);

    /// <summary>GNU's old sparse files: the length with the holes.</summary>
    internal long SparseRealSizeBytes => NotNegative(Number(TarFormat.SparseRealSize, "realsize"), "realsize");

    internal bool SparseIsExtended => _block[TarFormat.SparseIsExtended] != 0;

    internal ReadOnlySpan<byte> SparseMap => _block[TarFormat.SparseMap];

    private bool IsUstar => _block[TarFormat.Magic].StartsWith(TarFormat.UstarMagic);

    /// <summary>The path, put together from its two fields where the format has them.</summary>
    internal byte[] Path()
    {
        ReadOnlySpan<byte> name = UpToNul(_block[TarFormat.Name]);
        if (!IsUstar)
        {
            return name.ToArray();
        }

        bool isStar = _block[TarFormat.StarTrailer].SequenceEqual(TarFormat.StarMagic);
        ReadOnlySpan<byte> prefix = UpToNul(_block[isStar ? TarFormat.StarPrefix : TarFormat.Prefix]);
        return prefix.IsEmpty ? name.ToArray() : [.. prefix, (byte)'/', .. name];
    }

    private static ReadOnlySpan<byte> UpToNul(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }

    private long Number(Range field, string name) =>
        TarNumber.TryParseField(_block[field], out long value)
            ? value
            : throw TarError.Invalid($"{name} of the header at byte {_position} is no number");

    private long NotNegative(long value, string name) =>
        value >= 0 ? value : throw TarError.Invalid($"{name} of the header at byte {_position} is negative: {value}");

    private uint DevicePart(Range field, string name, uint max)
    {
        long value = Number(field, name);
        return value >= 0 && value <= max
            ? (uint)value
            : throw TarError.Invalid($"{name} of the header at byte {_position} is {value}, {max} at most");
    }
}
