using System.Globalization;
using Caisson.Engine;

namespace Caisson.Api.Streams;

/// <summary>Moments in queries of logs: seconds since 1970, with up to nine digits behind the point.</summary>
internal static class LogTimes
{
    private const int NanosecondDigits = 9;
    private const long NanosecondsPerTick = 100;

    // What DateTimeOffset holds.
    private const long MaxSeconds = 253_402_300_799;

    /// <summary>Reads a moment.</summary>
    /// <returns>Null for nothing and for 0.</returns>
    /// <exception cref="EngineException">It is none.</exception>
    internal static DateTimeOffset? Parse(string text, string name)
    {
        if (text is "" or "0")
        {
            return null;
        }

        int dot = text.IndexOf('.');
        string fraction = dot < 0 ? "" : text[(dot + 1)..];
        if (!long.TryParse(dot < 0 ? text : text[..dot], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds)
            || fraction.Length > NanosecondDigits || !fraction.All(char.IsAsciiDigit) || Math.Abs(seconds) > MaxSeconds)
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, $"invalid value for \"{name}\": \"{text}\"");
        }

        long nanoseconds = fraction.Length == 0 ? 0 : long.Parse(fraction.PadRight(NanosecondDigits, '0'), CultureInfo.InvariantCulture);
        return DateTimeOffset.UnixEpoch.AddSeconds(seconds).AddTicks(nanoseconds / NanosecondsPerTick);
    }
}
