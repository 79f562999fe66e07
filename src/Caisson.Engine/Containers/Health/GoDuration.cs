using System.Globalization;

namespace Caisson.Engine.Containers.Health;

/// <summary>Lengths of time as Go prints them.</summary>
internal static class GoDuration
{
    /// <summary>Prints one: <c>1m30s</c>, <c>1.5s</c>, <c>500ms</c>.</summary>
    internal static string Format(TimeSpan time)
    {
        if (time < TimeSpan.FromSeconds(1))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.######}ms");
        }

        string seconds = string.Create(CultureInfo.InvariantCulture, $"{time.Seconds + time.Ticks % TimeSpan.TicksPerSecond / (double)TimeSpan.TicksPerSecond:0.#######}s");
        string minutes = time.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}m") : "";
        return time.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}h{minutes}{seconds}") : minutes + seconds;
    }
}
