using System.Globalization;
using System.Text;
using Caisson.Integration.Tests.Harness.Native;

namespace Caisson.Integration.Tests.Harness.Host;

/// <summary>The processes of the host that this run has brought about.</summary>
public static class HostProcesses
{
    // A container may live in a session, a root and an environment of its own: any one mark is enough.
    private static readonly string[] FilesWithMarks = ["cmdline", "environ", "cgroup", "mountinfo"];
    private static readonly string[] LinksWithMarks = ["exe", "cwd", "root"];

    /// <summary>Each process of the run but the tests themselves, as <c>PID: command line</c>.</summary>
    public static IEnumerable<string> OfThisRun() =>
        PidsOfThisRun().Select(p => $"{p}: {CommandLine(p)}");

    /// <summary>The process ids of <see cref="OfThisRun"/>.</summary>
    public static IEnumerable<int> PidsOfThisRun()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int pid)
                && pid != Environment.ProcessId && HasMark(folder))
            {
                yield return pid;
            }
        }
    }

    /// <summary>A process's command line, with spaces between the arguments.</summary>
    /// <param name="pid">The process.</param>
    public static string CommandLine(int pid) => TryRead($"/proc/{pid}/cmdline").Replace('\0', ' ').Trim();

    /// <summary>True while a process exists and is no zombie.</summary>
    /// <param name="pid">The process.</param>
    public static bool IsAlive(int pid)
    {
        string stat = TryRead($"/proc/{pid}/stat");
        int end = stat.LastIndexOf(')');
        return end > 0 && stat[end + 2] is not 'Z' and not 'X';
    }

    /// <summary>Kills a process that is no child of the tests, and waits for its end.</summary>
    /// <param name="pid">The process.</param>
    public static void End(int pid)
    {
        _ = TestLibC.kill(pid, TestLibC.SIGKILL);
        Wait.Until(() => !IsAlive(pid), $"the end of process {pid}");
    }

    private static bool HasMark(string folder)
    {
        foreach (string file in FilesWithMarks)
        {
            string text = TryRead($"{folder}/{file}");
            if (text.Contains(TestRun.Marker, StringComparison.Ordinal) && IsOwnMark(file, text))
            {
                return true;
            }
        }

        return LinksWithMarks.Any(l => TryReadLink($"{folder}/{l}").Contains(TestRun.Marker, StringComparison.Ordinal));
    }

    // Mounts of the run in the host's namespace show in every process of the host: only those of another root count.
    private static bool IsOwnMark(string file, string text) =>
        file != "mountinfo" || text.Split('\n').Any(l =>
            l.Split(' ') is { Length: > 4 } fields && fields[4] == "/"
            && fields[3].Contains(TestRun.Marker, StringComparison.Ordinal));

    private static string TryRead(string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string TryReadLink(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
