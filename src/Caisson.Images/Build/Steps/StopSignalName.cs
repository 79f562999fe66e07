using System.Globalization;

namespace Caisson.Images.Build.Steps;

/// <summary>Signals as STOPSIGNAL takes them: a number, or a name with or without SIG, real-time ones too.</summary>
internal static class StopSignalName
{
    // signal(7); the last signal that Linux has.
    private const int MaxNumber = 64;

    // The real-time signals that glibc leaves to programs are 34 to 64.
    private const int MaxAboveMin = 15;
    private const int MaxBelowMax = 14;

    private static readonly string[] Names =
    [
        "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE", "POLL", "PROF",
        "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM",
        "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX",
    ];

    /// <summary>Whether there is such a signal.</summary>
    internal static bool IsValid(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number is > 0 and <= MaxNumber;
        }

        string name = text.ToUpperInvariant();
        name = name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name;
        return Array.IndexOf(Names, name) >= 0 || IsRealTime(name, "RTMIN+", MaxAboveMin) || IsRealTime(name, "RTMAX-", MaxBelowMax);
    }

    private static bool IsRealTime(string name, string prefix, int most) => name.StartsWith(prefix, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int offset)
        && offset > 0 && offset <= most;
}
