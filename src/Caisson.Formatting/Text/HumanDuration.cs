using System.Globalization;

namespace Caisson.Formatting.Text;

/// <summary>Lengths of time for people, as Docker writes them: <c>About a minute</c>, <c>2 weeks</c>.</summary>
public static class HumanDuration
{
    /// <summary>A length of time.</summary>
    public static string Of(TimeSpan duration)
    {
        const int DayHours = 24;
        const int WeekHours = DayHours * 7;
        const int MonthHours = DayHours * 30;
        const int YearHours = DayHours * 365;
        long seconds = (long)duration.TotalSeconds;
        long minutes = (long)duration.TotalMinutes;

        // Hours are rounded, and everything else is not.
        long hours = (long)(duration.TotalHours + 0.5);
        return seconds < 1 ? "Less than a second"
            : seconds == 1 ? "1 second"
            : seconds < 60 ? Count(seconds, "seconds")
            : minutes == 1 ? "About a minute"
            : minutes < 60 ? Count(minutes, "minutes")
            : hours == 1 ? "About an hour"
            : hours < DayHours * 2 ? Count(hours, "hours")
            : hours < WeekHours * 2 ? Count(hours / DayHours, "days")
            : hours < MonthHours * 2 ? Count(hours / WeekHours, "weeks")
            : hours < YearHours * 2 ? Count(hours / MonthHours, "months")
            : Count((long)duration.TotalHours / YearHours, "years");
    }

    private static string Count(long number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number} {unit}");
}
