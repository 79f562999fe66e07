using System.Globalization;

namespace Caisson.Cli.Output;

/// <summary>Moments as Go prints them.</summary>
internal static class GoTime
{
    /// <summary>As <c>Time.String</c>: <c>2026-11-10 20:58:19 +0000 UTC</c>.</summary>
    internal static string Text(DateTimeOffset time)
    {
        DateTimeOffset local = time.ToLocalTime();
        string offset = Offset(local, "");
        string zone = local.Offset == TimeSpan.Zero ? "UTC" : offset;
        return string.Create(CultureInfo.InvariantCulture, $"{local:yyyy-MM-dd HH:mm:ss} {offset} {zone}");
    }

    /// <summary>As RFC 3339 has it, in whole seconds.</summary>
    internal static string Rfc3339(DateTimeOffset time)
    {
        DateTimeOffset local = time.ToLocalTime();
        string offset = local.Offset == TimeSpan.Zero ? "Z" : Offset(local, ":");
        return string.Create(CultureInfo.InvariantCulture, $"{local:yyyy-MM-ddTHH:mm:ss}") + offset;
    }

    /// <summary>As RFC 3339 has it, with all nanoseconds.</summary>
    /// <param name="nanoseconds">Since 1970.</param>
    internal static string Nanoseconds(long nanoseconds)
    {
        const long NanosPerSecond = 1_000_000_000;
        (long seconds, long rest) = Math.DivRem(nanoseconds, NanosPerSecond);
        string text = Rfc3339(DateTimeOffset.FromUnixTimeSeconds(seconds));
        const int SecondsEnd = 19;
        return text.Insert(SecondsEnd, string.Create(CultureInfo.InvariantCulture, $".{rest:000000000}"));
    }

    private static string Offset(DateTimeOffset time, string separator)
    {
        TimeSpan offset = time.Offset.Duration();
        return string.Create(
            CultureInfo.InvariantCulture, $"{(time.Offset < TimeSpan.Zero ? '-' : '+')}{offset.Hours:00}{separator}{offset.Minutes:00}");
    }
}
