namespace Caisson.Images.Layers.Tar;

/// <summary>Writes header blocks. What does not fit a field has been said in a pax header before; the field is zero then.</summary>
internal static class TarHeaderWriter
{
    /// <summary>The largest number of the 8-byte fields.</summary>
    internal const long ShortMax = 0x1F_FFFF;

    /// <summary>The largest number of the 12-byte fields.</summary>
    internal const long LongMax = 0x1_FFFF_FFFF;

    private const int NameBytes = 100;
    private const int PrefixBytes = 155;

    private static ReadOnlySpan<byte> PaxName => "././@PaxHeader"u8;

    /// <summary>The header of an entry.</summary>
    internal static void Write(Span<byte> block, TarEntry entry)
    {
        block.Clear();
        ReadOnlySpan<byte> path = NameOf(entry);
        if (TrySplit(path, out ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> name))
        {
            prefix.CopyTo(block[TarFormat.Prefix]);
        }
        else
        {
            name = path[..Math.Min(path.Length, NameBytes)];
        }

        name.CopyTo(block[TarFormat.Name]);
        ReadOnlySpan<byte> target = entry.LinkTarget.Span;
        target[..Math.Min(target.Length, NameBytes)].CopyTo(block[TarFormat.LinkName]);
        long size = entry.Kind == TarEntryKind.RegularFile ? entry.SizeBytes : 0;
        WriteNumbers(block, entry.Mode, entry.UserId, entry.GroupId, size, entry.ModifiedAt.Seconds);
        WriteOctal(block[TarFormat.DeviceMajor], entry.Device.Major, ShortMax);
        WriteOctal(block[TarFormat.DeviceMinor], entry.Device.Minor, ShortMax);
        Seal(block, entry.Kind switch
        {
            TarEntryKind.HardLink => (byte)'1',
            TarEntryKind.SymbolicLink => (byte)'2',
            TarEntryKind.CharacterDevice => (byte)'3',
            TarEntryKind.BlockDevice => (byte)'4',
            TarEntryKind.Directory => (byte)'5',
            TarEntryKind.Fifo => (byte)'6',
            _ => (byte)'0',
        });
    }

    /// <summary>The header of a pax header.</summary>
    internal static void WritePax(Span<byte> block, long sizeBytes)
    {
        const uint ReadableByAll = 0b110_100_100;
        block.Clear();
        PaxName.CopyTo(block[TarFormat.Name]);
        WriteNumbers(block, ReadableByAll, 0, 0, sizeBytes, 0);
        WriteOctal(block[TarFormat.DeviceMajor], 0, ShortMax);
        WriteOctal(block[TarFormat.DeviceMinor], 0, ShortMax);
        Seal(block, (byte)'x');
    }

    /// <summary>The path as the archive has it: a directory's ends with a slash.</summary>
    internal static ReadOnlySpan<byte> NameOf(TarEntry entry)
    {
        ReadOnlySpan<byte> path = entry.Path.Span;
        return entry.Kind == TarEntryKind.Directory && !path.EndsWith("/"u8) ? (byte[])[.. path, (byte)'/'] : path;
    }

    /// <summary>Whether the two fields of a header hold a path, which has to be ASCII.</summary>
    internal static bool TrySplit(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> name)
    {
        prefix = [];
        name = path;
        if (!IsAscii(path))
        {
            return false;
        }

        if (path.Length <= NameBytes)
        {
            return true;
        }

        // The name gets as much as it can hold; a slash at the very end is a directory's, and no seam.
        int earliest = path.Length - NameBytes - 1;
        int seam = path[earliest..^1].IndexOf((byte)'/');
        if (seam < 0 || earliest + seam is 0 or > PrefixBytes)
        {
            return false;
        }

        prefix = path[..(earliest + seam)];
        name = path[(earliest + seam + 1)..];
        return true;
    }

    /// <summary>Whether the field of a header holds a link's target.</summary>
    internal static bool FitsLinkName(ReadOnlySpan<byte> target) => target.Length <= NameBytes && IsAscii(target);

    private static bool IsAscii(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)1, (byte)0x7f);

    private static void WriteNumbers(Span<byte> block, uint mode, uint user, uint group, long size, long modifiedAt)
    {
        WriteOctal(block[TarFormat.Mode], mode, ShortMax);
        WriteOctal(block[TarFormat.UserId], user, ShortMax);
        WriteOctal(block[TarFormat.GroupId], group, ShortMax);
        WriteOctal(block[TarFormat.Size], size, LongMax);
        WriteOctal(block[TarFormat.ModifiedAt], modifiedAt, LongMax);
    }

    private static void WriteOctal(Span<byte> field, long value, long max)
    {
        value = value < 0 || value > max ? 0 : value;
        for (int i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }
    }

    private static void Seal(Span<byte> block, byte typeFlag)
    {
        block[TarFormat.TypeFlag] = typeFlag;
        "ustar\0"u8.CopyTo(block[TarFormat.Magic]);
        "00"u8.CopyTo(block[TarFormat.Magic][6..]);
        Span<byte> checksum = block[TarFormat.Checksum];
        checksum.Fill((byte)' ');
        long sum = 0;
        foreach (byte value in block)
        {
            sum += value;
        }

        // Six digits, a NUL and a space, as the format has had it from the beginning.
        WriteOctal(checksum[..7], sum, ShortMax);
    }
}
