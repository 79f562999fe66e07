using System.Buffers;
using System.Globalization;

namespace Caisson.Images;

/// <summary>Sizes as people write them: <c>64m</c>, <c>1.5GiB</c>, <c>1024</c>; units are powers of 1024.</summary>
public static class ByteSize
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>Reads a size.</summary>
    /// <param name="text">What somebody has written.</param>
    /// <param name="bytes">The size.</param>
    /// <returns>False if it is none, or beyond 2⁶³.</returns>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        int digits = text.AsSpan().IndexOfAnyExcept(Digits);
        ReadOnlySpan<char> number = digits < 0 ? text : text.AsSpan(0, digits);
        int power = digits < 0 ? 0 : Power(text.AsSpan(digits).Trim());
        if (power < 0 || number.Length > 18
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value))
        {
            return false;
        }

        long unit = 1L << (10 * power);
        if (value > (decimal)long.MaxValue / unit)
        {
            return false;
        }

        bytes = (long)(value * unit);
        return true;
    }

    private static int Power(ReadOnlySpan<char> unit)
    {
        Span<char> lower = stackalloc char[3];
        if (unit.IsEmpty || unit.Length > lower.Length)
        {
            return unit.IsEmpty ? 0 : -1;
        }

        unit.ToLowerInvariant(lower);
        ReadOnlySpan<char> suffix = lower[1..unit.Length];
        int power = "bkmgtp".AsSpan().IndexOf(lower[0]);
        return suffix is "" || (power > 0 && suffix is "b" or "ib") ? power : -1;
    }
}
