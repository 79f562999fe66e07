using Caisson.Images.Layers.Buffers;

namespace Caisson.Images.Layers.Tar;

/// <summary>Reads the maps of sparse files that stand between header and contents.</summary>
internal static class SparseMapReader
{
    // A part takes at least two digits, each with its newline, in the one form, and 24 bytes in the other.
    private const int MostDigits = 20;

    /// <summary>The map of GNU's old form: four parts in the header, and further blocks of 21.</summary>
    internal static SparseMap ReadOldGnu(ByteSource source, TarHeader header, string path, ImageLimits limits)
    {
        var map = new SparseMap();
        AddParts(map, header.SparseMap, path);
        bool isExtended = header.SparseIsExtended;
        Span<byte> block = stackalloc byte[TarFormat.BlockBytes];
        for (int bytes = 0; isExtended; bytes += block.Length)
        {
            CheckLength(bytes, path, limits);
            if (source.Fill(block) < block.Length)
            {
                throw TarError.Truncated($"the map of {path}");
            }

            AddParts(map, block[TarFormat.SparseExtensionMap], path);
            isExtended = block[TarFormat.SparseExtensionIsExtended] != 0;
        }

        return map;
    }

    /// <summary>The map of version 1.0: decimal numbers with a newline each, their count first, padded to whole blocks.</summary>
    /// <param name="source">The archive, at the contents.</param>
    /// <param name="storedLeft">The bytes of the contents, from which the map is taken.</param>
    /// <param name="path">The file.</param>
    /// <param name="limits">How long the map may be.</param>
    internal static SparseMap ReadFromContents(ByteSource source, ref long storedLeft, string path, ImageLimits limits)
    {
        var map = new SparseMap();
        long? count = null;
        long? offset = null;
        long number = 0;
        int digits = 0;
        Span<byte> block = stackalloc byte[TarFormat.BlockBytes];
        for (int bytes = 0; count is null || count > 0; bytes += block.Length)
        {
            CheckLength(bytes, path, limits);
            if (storedLeft < block.Length || source.Fill(block) < block.Length)
            {
                throw TarError.Truncated($"the map of {path}");
            }

            storedLeft -= block.Length;
            for (int i = 0; i < block.Length && count is not 0; i++)
            {
                if (block[i] != '\n')
                {
                    number = AppendDigit(number, block[i], ref digits, path);
                    continue;
                }

                if (digits == 0)
                {
                    TarError.Throw($"the map of {path} has an empty line");
                }

                if (count is null)
                {
                    count = number;
                }
                else if (offset is { } start)
                {
                    map.Add(start, number);
                    offset = null;
                    count--;
                }
                else
                {
                    offset = number;
                }

                number = 0;
                digits = 0;
            }
        }

        return map;
    }

    private static long AppendDigit(long number, byte digit, ref int digits, string path)
    {
        bool fits = digit is >= (byte)'0' and <= (byte)'9' && ++digits < MostDigits &&
            number <= (long.MaxValue - (digit - '0')) / 10;
        return fits ? (number * 10) + (digit - '0') : throw TarError.Invalid($"the map of {path} contains what is no number");
    }

    private static void AddParts(SparseMap map, ReadOnlySpan<byte> pairs, string path)
    {
        const int Number = TarFormat.SparseNumberBytes;
        for (; pairs.Length >= 2 * Number && pairs[0] != 0; pairs = pairs[(2 * Number)..])
        {
            bool isValid = TarNumber.TryParseField(pairs[..Number], out long offset);
            isValid &= TarNumber.TryParseField(pairs[Number..(2 * Number)], out long length);
            if (!isValid)
            {
                TarError.Throw($"the map of {path} contains what is no number");
            }

            map.Add(offset, length);
        }
    }

    private static void CheckLength(int bytes, string path, ImageLimits limits)
    {
        if (bytes > limits.ExtendedHeaderBytes)
        {
            throw TarError.Limit($"the map of {path}", nameof(ImageLimits.ExtendedHeaderBytes), limits.ExtendedHeaderBytes);
        }
    }
}
