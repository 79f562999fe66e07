using System.Diagnostics;

namespace Caisson.Integration.Tests.Harness.Host;

/// <summary>Removes what tests have left on the host, after it has been reported.</summary>
public static class HostCleaner
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Ends the run's processes and removes its cgroups and mounts.</summary>
    public static void Clean()
    {
        foreach (string state in HostState.Cgroups().Select(c => Path.Combine(c, "freezer.state")).Where(File.Exists))
        {
            Attempt(() => File.WriteAllText(state, "THAWED"));
        }

        foreach (int pid in HostProcesses.PidsOfThisRun())
        {
            Attempt(() =>
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
            });
        }

        Wait.TryUntil(() => !HostProcesses.PidsOfThisRun().Any(HostProcesses.IsAlive), Patience);
        foreach (string cgroup in HostState.Cgroups().Reverse().ToArray())
        {
            Attempt(() => Directory.Delete(cgroup));
        }

        Unmount();
    }

    /// <summary>Removes folders with all that is in them, but for those in which something is mounted.</summary>
    /// <param name="folders">The folders.</param>
    public static void RemoveFolders(IReadOnlyList<string> folders)
    {
        // What is mounted there may belong to somebody else, who would lose it.
        string[] mounts = [.. HostState.MountPointsOfThisRun()];
        string[] free = [.. folders.Where(f => !mounts.Any(m => (m + "/").StartsWith(f + "/", StringComparison.Ordinal)))];
        using Process? rm = Process.Start("rm", ["-rf", "--one-file-system", "--", .. free]);
        rm?.WaitForExit();
    }

    /// <summary>Takes down all mounts of the run.</summary>
    public static void Unmount()
    {
        foreach (string mount in HostState.MountPointsOfThisRun().Reverse().ToArray())
        {
            using Process? umount = Process.Start("umount", ["--lazy", mount]);
            umount?.WaitForExit();
        }
    }

    private static void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException
            or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It is gone already, or cannot go: the report of what was left has been made.
        }
    }
}
