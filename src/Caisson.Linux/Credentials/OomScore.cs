using Caisson.Linux.Uapi;

namespace Caisson.Linux.Credentials;

/// <summary>How much sooner or later than its size says the kernel ends a process when memory is out; proc_pid_oom_score_adj(5).</summary>
public static class OomScore
{
    /// <summary>Never.</summary>
    public const int Lowest = -1000;

    /// <summary>First of all.</summary>
    public const int Highest = 1000;

    /// <summary>Sets the adjustment.</summary>
    /// <param name="pid">A process; 0 for the caller's.</param>
    /// <param name="adjustment"><see cref="Lowest"/> to <see cref="Highest"/>.</param>
    /// <exception cref="LinuxException">
    /// EACCES: it would be lower than it has been, and CAP_SYS_RESOURCE (in the first user namespace) is missing.
    /// </exception>
    public static void SetAdjustment(int pid, int adjustment)
    {
        if (adjustment is < Lowest or > Highest)
        {
            throw new ArgumentOutOfRangeException(
                nameof(adjustment), adjustment, $"oom_score_adj must be between {Lowest} and {Highest}");
        }

        Span<byte> text = stackalloc byte[8];
        System.Buffers.Text.Utf8Formatter.TryFormat(adjustment, text, out int length);
        ProcFile.Write(Path(pid), text[..length]);
    }

    /// <summary>Reads the adjustment.</summary>
    public static int GetAdjustment(int pid)
    {
        Span<byte> text = stackalloc byte[16];
        int length = ProcFile.Read(Path(pid), text);
        return System.Buffers.Text.Utf8Parser.TryParse(text[..length], out int adjustment, out _)
            ? adjustment
            : throw new LinuxException(Errno.EBADMSG, "read", Path(pid));
    }

    private static string Path(int pid) => ProcFile.Path(pid, "oom_score_adj");
}
