using System.Buffers;
using System.Globalization;

namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>Durations as Go writes them: <c>1h30m</c>, <c>1.5s</c>, <c>100ms</c>. Everything is in nanoseconds.</summary>
public static class GoDuration
{
    private const long Microsecond = 1000;
    private const long Millisecond = 1000 * Microsecond;
    private const long Second = 1000 * Millisecond;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>Reads a duration; the error reads as time.ParseDuration's does.</summary>
    /// <param name="text">What somebody has written.</param>
    /// <returns>Nanoseconds.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static long Parse(string text)
    {
        ReadOnlySpan<char> rest = text;
        bool isNegative = rest.StartsWith("-");
        if (isNegative || rest.StartsWith("+"))
        {
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return 0;
        }

        if (rest.IsEmpty)
        {
            throw Invalid(text);
        }

        decimal total = 0;
        while (!rest.IsEmpty)
        {
            int digits = CountDigits(rest);
            if (digits is 0 or > 24
                || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
            {
                throw Invalid(text);
            }

            rest = rest[digits..];
            int unit = rest.IndexOfAny(Digits);
            ReadOnlySpan<char> name = unit < 0 ? rest : rest[..unit];
            long length = Unit(name, text);
            if (number > (long.MaxValue - total) / length)
            {
                throw Invalid(text);
            }

            total += number * length;

            rest = rest[name.Length..];
        }

        return (long)(isNegative ? -total : total);
    }

    /// <summary>Writes a duration as Duration.String does.</summary>
    public static string Format(long nanoseconds)
    {
        if (nanoseconds == 0)
        {
            return "0s";
        }

        string sign = nanoseconds < 0 ? "-" : "";
        decimal value = Math.Abs((decimal)nanoseconds);
        if (value < Second)
        {
            return sign + (value < Microsecond ? $"{Number(value)}ns"
                : value < Millisecond ? $"{Number(value / Microsecond)}µs"
                : $"{Number(value / Millisecond)}ms");
        }

        decimal minutes = decimal.Truncate(value / Minute);
        decimal hours = decimal.Truncate(value / Hour);
        string seconds = $"{Number(value % Minute / Second)}s";
        return sign + (hours > 0 ? $"{Number(hours)}h{Number(minutes % 60)}m{seconds}"
            : minutes > 0 ? $"{Number(minutes)}m{seconds}"
            : seconds);
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        int count = text.IndexOfAnyExcept(Digits);
        return count < 0 ? text.Length : count;
    }

    private static long Unit(ReadOnlySpan<char> name, string text) => name switch
    {
        "ns" => 1,
        "us" or "µs" or "μs" => Microsecond,
        "ms" => Millisecond,
        "s" => Second,
        "m" => Minute,
        "h" => Hour,
        "" => throw new FormatException($"time: missing unit in duration {GoText.Quote(text)}"),
        _ => throw new FormatException($"time: unknown unit {GoText.Quote(name.ToString())} in duration {GoText.Quote(text)}"),
    };

    private static string Number(decimal value) => value.ToString("0.#########", CultureInfo.InvariantCulture);

    private static FormatException Invalid(string text) => new($"time: invalid duration {GoText.Quote(text)}");
}
