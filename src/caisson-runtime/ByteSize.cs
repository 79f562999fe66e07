using System.Globalization;

namespace Caisson.Runtime.CommandLine;

/// <summary>Amounts of memory as people write them: <c>512m</c>, <c>1.5GiB</c>, <c>4096</c>.</summary>
internal static class ByteSize
{
    /// <summary>
    /// Reads a decimal number and, perhaps behind a blank, a unit: b, or k, m, g, t or p (powers of 1024, in any
    /// case), the latter with or without b or iB.
    /// </summary>
    /// <returns>False if it is none, or beyond 2⁶³.</returns>
    internal static bool TryParse(string text, out long bytes)
    {
        int end = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        if (end < text.Length && text[end] == '.')
        {
            end++;
        }

        bytes = 0;
        int shift = ShiftOf(text.AsSpan(end).TrimStart(' '));
        if (shift < 0 || !decimal.TryParse(
            text.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
        {
            return false;
        }

        decimal limit = (decimal)long.MaxValue / (1L << shift);
        if (number > limit)
        {
            return false;
        }

        bytes = (long)(number * (1L << shift));
        return true;
    }

    /// <returns>By how many bits the unit shifts; -1 if it is none.</returns>
    private static int ShiftOf(ReadOnlySpan<char> unit)
    {
        if (unit.IsEmpty || unit is "b" or "B")
        {
            return 0;
        }

        int place = "kmgtp".IndexOf(char.ToLowerInvariant(unit[0]));
        ReadOnlySpan<char> rest = unit[1..];
        bool isUnit = rest.IsEmpty
            || rest.Equals("b", StringComparison.OrdinalIgnoreCase)
            || rest.Equals("ib", StringComparison.OrdinalIgnoreCase);
        return place < 0 || !isUnit ? -1 : (place + 1) * 10;
    }
}
