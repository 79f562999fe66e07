namespace Caisson.Images.Layers.Tar;

/// <summary>Numbers in header blocks and extended headers.</summary>
internal static class TarNumber
{
    /// <summary>
    /// A number of a header block: octal digits between spaces and NULs, or, with the highest bit set, base-256 in two's
    /// complement (GNU).
    /// </summary>
    /// <returns>False where it is neither, or does not fit.</returns>
    internal static bool TryParseField(ReadOnlySpan<byte> field, out long value)
    {
        if (field[0] >= 0x80)
        {
            return TryParseBase256(field, out value);
        }

        value = 0;
        field = field.Trim(" \0"u8);
        foreach (byte digit in field)
        {
            // Twelve octal digits, the longest field's, are 36 bits.
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return true;
    }

    /// <summary>A decimal number without a sign, as extended headers have it.</summary>
    internal static bool TryParseDecimal(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9' || value > (long.MaxValue - (digit - '0')) / 10)
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return !text.IsEmpty;
    }

    private static bool TryParseBase256(ReadOnlySpan<byte> field, out long value)
    {
        // 0x80 marks a number of this form and is no part of it; the bit below is the sign. Twelve bytes fit an Int128.
        Int128 number = (field[0] & 0x40) != 0 ? Int128.NegativeOne : Int128.Zero;
        number = (number << 6) | (uint)(field[0] & 0x3f);
        foreach (byte digit in field[1..])
        {
            number = (number << 8) | digit;
        }

        bool fits = number >= long.MinValue && number <= long.MaxValue;
        value = fits ? (long)number : 0;
        return fits;
    }
}
