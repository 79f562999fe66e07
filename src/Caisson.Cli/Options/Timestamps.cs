using System.Globalization;
using Caisson.Images.Build.Dockerfiles.Parsing;

namespace Caisson.Cli.Options;

/// <summary>Values of <c>--since</c> and <c>--until</c>.</summary>
internal static class Timestamps
{
    private const long NanosPerTick = 100;

    private static readonly string[] Forms =
    [
        "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHHK", "yyyy-MM-ddK",
    ];

    /// <summary>The moment as the API takes it: seconds, a point, and nanoseconds.</summary>
    /// <param name="flag">A date with or without time and zone, a length of time before now, or seconds since 1970.</param>
    /// <param name="clock">Says when now is.</param>
    /// <returns>Empty where nothing is given.</returns>
    /// <exception cref="ArgumentFault">It is no moment.</exception>
    internal static string Parse(TextFlag flag, TimeProvider clock)
    {
        string text = flag.Value;
        if (text.Length == 0 || double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
        {
            return text;
        }

        try
        {
            return Text(clock.GetUtcNow().AddTicks(-GoDuration.Parse(text) / NanosPerTick));
        }
        catch (FormatException)
        {
            // Nanoseconds beyond the seventh digit are not kept.
            int point = text.IndexOf('.', StringComparison.Ordinal);
            int end = point < 0 ? -1 : text.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9') + point + 1;
            end = point >= 0 && end == point ? text.Length : end;
            string cut = end - point > 8 ? text.Remove(point + 8, end - point - 8) : text;
            return DateTimeOffset.TryParseExact(cut, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset time)
                ? Text(time)
                : throw new ArgumentFault($"invalid value for \"{flag.Name}\": failed to parse value as time or duration: \"{text}\"");
        }
    }

    private static string Text(DateTimeOffset time)
    {
        long ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        return string.Create(
            CultureInfo.InvariantCulture, $"{ticks / TimeSpan.TicksPerSecond}.{ticks % TimeSpan.TicksPerSecond * NanosPerTick:000000000}");
    }
}
