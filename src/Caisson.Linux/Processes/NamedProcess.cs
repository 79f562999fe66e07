using System.Globalization;

namespace Caisson.Linux.Processes;

/// <summary>A process that is known by its number and its name, as from a PID file.</summary>
public static class NamedProcess
{
    /// <summary>
    /// Whether the process runs and executes a program of this name: numbers are used again, and one that has ended stays
    /// listed until its parent asks how. proc_pid_stat(5).
    /// </summary>
    /// <param name="pid">The process's number.</param>
    /// <param name="name">The program's name; the kernel keeps 15 bytes of it.</param>
    public static bool Runs(int pid, string name)
    {
        string stat;
        try
        {
            stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        // "PID (NAME) STATE …", where the name may hold anything.
        int open = stat.IndexOf('(', StringComparison.Ordinal);
        int close = stat.LastIndexOf(')');
        return open >= 0 && close > open && close + 2 < stat.Length
            && stat[(open + 1)..close] == name && stat[close + 2] is not ('Z' or 'X');
    }
}
