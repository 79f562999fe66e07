namespace Caisson.Runtime.CommandLine.Options;

/// <summary>Spans of time as Go writes them: a sum of decimal numbers, each with its unit (<c>1h2m3.5s</c>).</summary>
internal static class GoDuration
{
    /// <summary>Reads a span; time.ParseDuration. What is finer than 100 ns is cut off.</summary>
    /// <returns>False if it is none, or longer than <see cref="TimeSpan"/> holds.</returns>
    internal static bool TryParse(string text, out TimeSpan span)
    {
        span = TimeSpan.Zero;
        ReadOnlySpan<char> rest = text;
        bool negative = rest.StartsWith('-');
        if (negative || rest.StartsWith('+'))
        {
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return true;
        }

        double ticks = 0;
        do
        {
            if (!TryTakeNumber(ref rest, out double number) || !TryTakeUnit(ref rest, out double ticksPerUnit))
            {
                return false;
            }

            ticks += number * ticksPerUnit;
        }
        while (!rest.IsEmpty);

        // A double above this does not convert to a long; a billion years is no interval anyway.
        if (ticks >= long.MaxValue)
        {
            return false;
        }

        span = new TimeSpan(negative ? -(long)ticks : (long)ticks);
        return true;
    }

    private static bool TryTakeNumber(ref ReadOnlySpan<char> text, out double number)
    {
        number = 0;
        double place = 1;
        int digits = 0;
        int i = 0;
        for (; i < text.Length && char.IsAsciiDigit(text[i]); i++, digits++)
        {
            number = (number * 10) + (text[i] - '0');
        }

        if (i < text.Length && text[i] == '.')
        {
            for (i++; i < text.Length && char.IsAsciiDigit(text[i]); i++, digits++)
            {
                place /= 10;
                number += (text[i] - '0') * place;
            }
        }

        text = text[i..];
        return digits > 0;
    }

    private static bool TryTakeUnit(ref ReadOnlySpan<char> text, out double ticks)
    {
        int length = 0;
        while (length < text.Length && text[length] != '.' && !char.IsAsciiDigit(text[length]))
        {
            length++;
        }

        ticks = text[..length] switch
        {
            "ns" => 0.01,
            "us" or "µs" or "μs" => TimeSpan.TicksPerMicrosecond,
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            _ => 0,
        };
        text = text[length..];
        return ticks != 0;
    }
}
