using System.Runtime.InteropServices;
using Caisson.Linux.Cgroups.Controllers;
using Caisson.Linux.Files;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups;

/// <summary>
/// Version 2: gives a cgroup to a user, who may then make cgroups below it; cgroup-v2.rst, §Delegation.
/// </summary>
internal static class Delegation
{
    private const string FilesList = "/sys/kernel/cgroup/delegate";
    private const uint KeepGroup = uint.MaxValue;

    // For kernels that do not list the files (before 4.15).
    private static readonly string[] UsualFiles = ["cgroup.procs", "cgroup.subtree_control", "cgroup.threads"];

    /// <summary>
    /// Changes the owner of the directory and of the files that the kernel says are safe to give away.
    /// </summary>
    public static void To(CgroupDirectory directory, uint user)
    {
        LinuxException.Check(
            LibC.fchownat(directory.Number, "", user, KeepGroup, AtFlags.AT_EMPTY_PATH), "chown", directory.Path);
        string[] files = FileSystem.TryStatus(FilesList) is null
            ? UsualFiles
            : ControllerList.Parse(FileSystem.ReadAllText(FilesList));
        foreach (string file in files)
        {
            // Which of them there are depends on the cgroup's controllers.
            if (LibC.fchownat(directory.Number, file, user, KeepGroup, AtFlags.AT_SYMLINK_NOFOLLOW) < 0
                && (Errno)Marshal.GetLastPInvokeError() is var errno and not Errno.ENOENT)
            {
                throw new LinuxException(errno, "chown", directory.Join(file));
            }
        }
    }
}
