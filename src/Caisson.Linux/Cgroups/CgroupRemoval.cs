using System.Runtime.InteropServices;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups;

/// <summary>Removes a cgroup, and those below it, from every hierarchy.</summary>
internal static class CgroupRemoval
{
    // More process numbers than these say nothing new in a message.
    private const int ProcessesNamed = 8;

    /// <inheritdoc cref="Cgroup.Remove"/>
    public static void Remove(CgroupBranch[] branches, TimeSpan patience)
    {
        var wait = new KernelWait(patience);
        List<CgroupBranch> left = [.. branches];
        left.RemoveAll(static b => TryRemove(b.Path));
        while (left.Count > 0)
        {
            left.RemoveAll(TryRemoveTree);
            if (left.Count > 0 && !wait.Nap())
            {
                throw Describe(left[0]);
            }
        }
    }

    /// <inheritdoc cref="Cgroup.TryRemoveEmpty"/>
    public static bool TryRemoveEmpty(CgroupBranch[] branches, CgroupBranch main)
    {
        // The one that tells the processes first: as long as it is there, so is the list of them.
        return TryRemove(main.Path) && Array.TrueForAll(branches, static b => TryRemove(b.Path));
    }

    // False for EBUSY: there are cgroups below, or processes, which may be about to end. No other error goes away.
    private static bool TryRemove(string path)
    {
        if (LibC.unlinkat(Fcntl.AT_FDCWD, path, AtFlags.AT_REMOVEDIR) == 0)
        {
            return true;
        }

        var errno = (Errno)Marshal.GetLastPInvokeError();
        return errno == Errno.ENOENT
            || (errno == Errno.EBUSY ? false : throw new LinuxException(errno, "rmdir", path));
    }

    private static bool TryRemoveTree(CgroupBranch branch)
    {
        if (branch.TryDirectory() is { } top)
        {
            CgroupWalk.Run(top, enter: null, static (parent, name) => parent.TryRemoveDirectory(name));
        }

        return TryRemove(branch.Path);
    }

    private static CgroupException Describe(CgroupBranch branch)
    {
        List<int> processes = CgroupProcesses.List(branch, recursive: true);
        string named = string.Join(", ", processes.GetRange(0, Math.Min(processes.Count, ProcessesNamed)));
        return new CgroupException(processes.Count == 0
            ? $"cgroup: {branch.Path} is busy and cannot be removed, though it holds no process that is visible here"
            : $"cgroup: {branch.Path} still holds {processes.Count} process(es) and cannot be removed: {named}");
    }
}
