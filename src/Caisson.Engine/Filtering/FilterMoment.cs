using System.Globalization;

namespace Caisson.Engine.Filtering;

/// <summary>Moments as filters name them: <c>until=24h</c>.</summary>
public static class FilterMoment
{
    /// <summary>Reads a length of time before now (10m, 1h30m), seconds since 1970, or a date.</summary>
    /// <param name="text">The text.</param>
    /// <param name="clock">The clock.</param>
    /// <returns>Null if it is none of them.</returns>
    public static DateTimeOffset? TryParse(string text, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(clock);
        if (TryDuration(text) is { } before)
        {
            return clock.GetUtcNow() - before;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset time) ? time : null;
    }

    /// <summary>Reads a length of time, such as <c>1h30m</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Null if it is none.</returns>
    public static TimeSpan? TryDuration(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        TimeSpan sum = TimeSpan.Zero;
        int i = 0;
        while (i < text.Length)
        {
            int start = i;
            while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '.'))
            {
                i++;
            }

            int unit = i;
            while (i < text.Length && char.IsAsciiLetterLower(text[i]))
            {
                i++;
            }

            double? seconds = text[unit..i] switch { "h" => 3600, "m" => 60, "s" => 1, "ms" => 0.001, _ => null };
            if (seconds is null
                || !double.TryParse(text.AsSpan(start, unit - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)
                || count * seconds > TimeSpan.FromDays(100_000).TotalSeconds)
            {
                return null;
            }

            sum += TimeSpan.FromSeconds(count * seconds.Value);
        }

        return text.Length == 0 ? null : sum;
    }
}
