using System.Globalization;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Signals;

/// <summary>Signals as people write them.</summary>
public static class SignalName
{
    /// <summary>The first and the last real-time signal that glibc leaves to programs; signal(7).</summary>
    private const int RtMin = 34;

    private const int RtMax = 64;

    /// <summary>Reads a number, a name with or without SIG, or a place among the real-time signals.</summary>
    /// <param name="text">What the caller wrote.</param>
    /// <param name="signal">The number; 0, which only asks whether the process is there, is one too.</param>
    /// <returns>False if there is no such signal.</returns>
    public static bool TryParse(string text, out int signal)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out signal))
        {
            return signal is >= 0 and <= RtMax;
        }

        string name = text.ToUpperInvariant();
        if (!name.StartsWith("SIG", StringComparison.Ordinal))
        {
            name = "SIG" + name;
        }

        signal = name.StartsWith("SIGRT", StringComparison.Ordinal) ? RealTime(name) : (int)Standard(name);
        return signal > 0;
    }

    private static Signal Standard(string name) => name switch
    {
        "SIGHUP" => Signal.SIGHUP,
        "SIGINT" => Signal.SIGINT,
        "SIGQUIT" => Signal.SIGQUIT,
        "SIGILL" => Signal.SIGILL,
        "SIGTRAP" => Signal.SIGTRAP,
        "SIGABRT" or "SIGIOT" => Signal.SIGABRT,
        "SIGBUS" => Signal.SIGBUS,
        "SIGFPE" => Signal.SIGFPE,
        "SIGKILL" => Signal.SIGKILL,
        "SIGUSR1" => Signal.SIGUSR1,
        "SIGSEGV" => Signal.SIGSEGV,
        "SIGUSR2" => Signal.SIGUSR2,
        "SIGPIPE" => Signal.SIGPIPE,
        "SIGALRM" => Signal.SIGALRM,
        "SIGTERM" => Signal.SIGTERM,
        "SIGSTKFLT" => Signal.SIGSTKFLT,
        "SIGCHLD" or "SIGCLD" => Signal.SIGCHLD,
        "SIGCONT" => Signal.SIGCONT,
        "SIGSTOP" => Signal.SIGSTOP,
        "SIGTSTP" => Signal.SIGTSTP,
        "SIGTTIN" => Signal.SIGTTIN,
        "SIGTTOU" => Signal.SIGTTOU,
        "SIGURG" => Signal.SIGURG,
        "SIGXCPU" => Signal.SIGXCPU,
        "SIGXFSZ" => Signal.SIGXFSZ,
        "SIGVTALRM" => Signal.SIGVTALRM,
        "SIGPROF" => Signal.SIGPROF,
        "SIGWINCH" => Signal.SIGWINCH,
        "SIGIO" or "SIGPOLL" => Signal.SIGIO,
        "SIGPWR" => Signal.SIGPWR,
        "SIGSYS" => Signal.SIGSYS,
        _ => Signal.None,
    };

    /// <returns>The signal; 0 if there is none of that name.</returns>
    private static int RealTime(string name)
    {
        bool fromMin = name.StartsWith("SIGRTMIN", StringComparison.Ordinal);
        if (!fromMin && !name.StartsWith("SIGRTMAX", StringComparison.Ordinal))
        {
            return 0;
        }

        ReadOnlySpan<char> offset = name.AsSpan("SIGRTMIN".Length);
        int distance = 0;
        if (!offset.IsEmpty
            && (offset[0] != (fromMin ? '+' : '-')
                || !int.TryParse(offset[1..], NumberStyles.None, CultureInfo.InvariantCulture, out distance)
                || distance > RtMax - RtMin))
        {
            return 0;
        }

        return fromMin ? RtMin + distance : RtMax - distance;
    }
}
