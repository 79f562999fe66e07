namespace Caisson.Images.Layers.Tar;

/// <summary>
/// What the <c>GNU.sparse</c> keywords of an extended header say; GNU tar's manual, "PAX Format, Versions 0.0, 0.1, 1.0".
/// </summary>
internal sealed class PaxSparse
{
    private long? _offset;
    private long _major;
    private long _minor;

    /// <summary>The file's name, where the header block has a made-up one.</summary>
    internal byte[]? Name { get; private set; }

    /// <summary>The file's length with its holes.</summary>
    internal long? RealSizeBytes { get; private set; }

    /// <summary>The parts that the archive contains, in versions 0.0 and 0.1.</summary>
    internal SparseMap Map { get; } = new();

    /// <summary>Whether the map stands before the contents instead: version 1.0.</summary>
    internal bool IsMapInContents => _major == 1 && _minor == 0;

    /// <summary>Takes a record.</summary>
    /// <param name="keyword">The keyword without its prefix.</param>
    /// <param name="value">The value.</param>
    internal void Apply(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> value)
    {
        if (keyword.SequenceEqual("name"u8))
        {
            if (value.Contains((byte)0))
            {
                TarError.Throw($"GNU.sparse.name contains a NUL: {TarText.Display(value)}");
            }

            Name = value.IsEmpty ? null : value.ToArray();
        }
        else if (keyword.SequenceEqual("map"u8))
        {
            ReadMap(value);
        }
        else if (keyword.SequenceEqual("major"u8))
        {
            _major = Number(keyword, value);
        }
        else if (keyword.SequenceEqual("minor"u8))
        {
            _minor = Number(keyword, value);
        }
        else if (keyword.SequenceEqual("size"u8) || keyword.SequenceEqual("realsize"u8))
        {
            RealSizeBytes = Number(keyword, value);
        }
        else if (keyword.SequenceEqual("offset"u8))
        {
            _offset = Number(keyword, value);
        }
        else if (keyword.SequenceEqual("numbytes"u8))
        {
            long offset = _offset ?? throw TarError.Invalid("GNU.sparse.numbytes without GNU.sparse.offset");
            Map.Add(offset, Number(keyword, value));
            _offset = null;
        }
        else if (!keyword.SequenceEqual("numblocks"u8))
        {
            TarError.Throw($"unknown keyword GNU.sparse.{TarText.Display(keyword)}");
        }
    }

    /// <summary>Checks that the version is one of those that are known.</summary>
    internal void CheckVersion()
    {
        if (!IsMapInContents && _major != 0)
        {
            throw new ImageException(ImageErrorKind.Unsupported, $"tar archive: version {_major}.{_minor} of sparse files");
        }
    }

    // "OFFSET,LENGTH,OFFSET,LENGTH…"
    private void ReadMap(ReadOnlySpan<byte> value)
    {
        long? offset = null;
        foreach (Range part in value.Split((byte)','))
        {
            long number = Number("map"u8, value[part]);
            if (offset is { } start)
            {
                Map.Add(start, number);
            }

            offset = offset is null ? number : null;
        }

        if (offset is not null)
        {
            TarError.Throw("GNU.sparse.map ends with an offset without a length");
        }
    }

    private static long Number(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> value) =>
        TarNumber.TryParseDecimal(value, out long number)
            ? number
            : throw TarError.Invalid($"GNU.sparse.{TarText.Display(keyword)} is no number: {TarText.Display(value)}");
}
