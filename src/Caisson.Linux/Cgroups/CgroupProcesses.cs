using System.Globalization;
using System.Runtime.InteropServices;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups;

/// <summary>Lists, moves and signals the processes of a cgroup.</summary>
internal static class CgroupProcesses
{
    private const string ProcsFile = "cgroup.procs";
    private const string ThreadsFile = "cgroup.threads";
    private const string KillFile = "cgroup.kill";

    // A task that is being created cannot be moved yet: EINVAL (seen by runc, whose TASK_NEW retries these are).
    private static readonly TimeSpan NewTaskPatience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FreezePatience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The processes of a cgroup, and of those below it if <paramref name="recursive"/>; none if it has gone.
    /// </summary>
    public static List<int> List(CgroupBranch branch, bool recursive)
    {
        var processes = new List<int>();
        if (branch.TryDirectory() is not { } top)
        {
            return processes;
        }

        if (recursive)
        {
            CgroupWalk.Run(top, directory => Add(directory, processes), leave: null);
        }
        else
        {
            Add(top, processes);
        }

        return processes;
    }

    /// <summary>Moves a process with all its threads.</summary>
    public static void Move(CgroupBranch branch, int pid)
    {
        string value = pid.ToString(CultureInfo.InvariantCulture);
        var wait = new KernelWait(NewTaskPatience);
        Errno errno;
        do
        {
            errno = branch.Directory.TryWrite(ProcsFile, value);
        }
        while (errno == Errno.EINVAL && wait.Nap());
        if (errno != Errno.None)
        {
            throw branch.Directory.WriteError(errno, ProcsFile, value);
        }
    }

    /// <summary>Kills everything below a version 2 cgroup at one stroke (Linux 5.14).</summary>
    /// <returns>False where the kernel cannot: the cgroup is threaded.</returns>
    public static bool TryKillTree(CgroupBranch branch)
    {
        if (branch.TryDirectory() is not { } directory)
        {
            return true;
        }

        Errno errno = directory.TryWrite(KillFile, "1");
        return errno is Errno.None or Errno.ENODEV
            || (errno is Errno.ENOENT or Errno.EOPNOTSUPP
                ? false
                : throw directory.WriteError(errno, KillFile, "1"));
    }

    /// <summary>
    /// Kills what is listed, for a cgroup most of whose processes are dying already, so that freezing it would be a
    /// wait for nothing.
    /// </summary>
    /// <returns>False if there are others afterwards: somebody forks.</returns>
    public static bool TryKillRest(CgroupBranch processes, CgroupBranch? freezer)
    {
        // Who is frozen does not die.
        if (freezer is not null && CgroupFreezer.IsFrozen(freezer))
        {
            TryThaw(freezer);
        }

        List<int> listed = List(processes, recursive: true);
        listed.ForEach(static pid => Kill(pid, (int)Uapi.Signal.SIGKILL));
        return listed.Count == 0 || List(processes, recursive: true).TrueForAll(listed.Contains);
    }

    /// <summary>
    /// Sends a signal to every process of a cgroup and of those below it. They are frozen meanwhile, where the kernel
    /// can: a process cannot fork out of the list, nor its number be given to another.
    /// </summary>
    /// <param name="processes">Where the processes are listed.</param>
    /// <param name="freezer">Where they can be frozen, or null.</param>
    /// <param name="signal">The signal.</param>
    public static void Signal(CgroupBranch processes, CgroupBranch? freezer, int signal)
    {
        bool wasFrozen = freezer is not null && CgroupFreezer.IsFrozen(freezer);
        bool frozen = wasFrozen || (freezer is not null && TryFreeze(freezer));
        try
        {
            List(processes, recursive: true).ForEach(pid => Kill(pid, signal));
        }
        finally
        {
            // Whoever was paused before stays so, except to die.
            if (frozen && (!wasFrozen || signal == (int)Uapi.Signal.SIGKILL))
            {
                TryThaw(freezer!);
            }
        }
    }

    /// <summary>The numbers in a list of processes.</summary>
    internal static void Parse(ReadOnlySpan<char> text, List<int> into)
    {
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            // 0 is a process that is not visible from this PID namespace; to kill(2) it would be the caller's own
            // group.
            if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 0)
            {
                into.Add(pid);
            }
        }
    }

    private static void Kill(int pid, int signal)
    {
        if (LibC.kill(pid, signal) < 0 && Marshal.GetLastPInvokeError() != (int)Errno.ESRCH)
        {
            LinuxException.ThrowLast("kill", pid.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void Add(CgroupDirectory directory, List<int> into)
    {
        string? text = directory.TryRead(ProcsFile, out Errno errno);
        if (errno == Errno.EOPNOTSUPP)
        {
            // A threaded cgroup lists its processes at the root of its domain only, but its threads here.
            text = directory.TryRead(ThreadsFile, out errno);
        }

        if (text is not null)
        {
            Parse(text, into);
        }
        else if (errno is not (Errno.ENOENT or Errno.ENODEV))
        {
            throw new LinuxException(errno, "read", directory.Join(ProcsFile));
        }
    }

    private static bool TryFreeze(CgroupBranch freezer)
    {
        if (freezer.TryDirectory() is null)
        {
            return false;
        }

        try
        {
            CgroupFreezer.Freeze(freezer, FreezePatience);
            return true;
        }
        catch (CgroupException)
        {
            return false;
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ENODEV)
        {
            // It is being removed: nobody is in it any more.
            return false;
        }
    }

    private static void TryThaw(CgroupBranch freezer)
    {
        try
        {
            CgroupFreezer.Thaw(freezer);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ENODEV)
        {
        }
    }
}
