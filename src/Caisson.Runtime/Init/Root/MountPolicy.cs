using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Init.Root;

/// <summary>
/// What may be mounted on <c>/proc</c> and below: a bait there would make the runtime, and programs that trust procfs,
/// write where the image wants (CVE-2019-16884, CVE-2019-19921). It is judged by where the place really is, after all
/// links.
/// </summary>
internal static class MountPolicy
{
    // Files that lxcfs and the like replace; reading them decides nothing.
    private static readonly string[] Replaceable =
    [
        "/proc/cpuinfo", "/proc/diskstats", "/proc/loadavg", "/proc/meminfo", "/proc/net/dev", "/proc/slabinfo",
        "/proc/stat", "/proc/swaps", "/proc/sys/crypto/fips_enabled", "/proc/sys/kernel/ns_last_pid", "/proc/uptime",
    ];

    /// <summary>Refuses a mount that must not be.</summary>
    /// <param name="rootPath">The path of the root, as the kernel tells it.</param>
    /// <param name="target">The place.</param>
    /// <param name="tree">What is to be mounted there.</param>
    /// <param name="mount">Its entry in config.json.</param>
    /// <param name="isBind">Whether it is a copy of a mount.</param>
    /// <exception cref="ContainerException">Names the mount and the reason.</exception>
    internal static void Check(string rootPath, FileDescriptor target, MountTree tree, ContainerMount mount, bool isBind)
    {
        string path = FileSystem.TryReadLink(target.ProcPath) ?? "";
        string inside = rootPath == "/" ? path : path[Math.Min(rootPath.Length, path.Length)..];
        if (inside == "/proc")
        {
            bool isProcfs = isBind ? FileSystem.Magic(tree) == FileSystemMagic.PROC_SUPER_MAGIC : mount.Type == "proc";
            if (!isProcfs)
            {
                throw new ContainerException(
                    $"config.json: mounts ({mount.Destination}): only a procfs may be mounted on /proc, not {mount.Type ?? mount.Source}");
            }
        }
        else if (inside.StartsWith("/proc/", StringComparison.Ordinal) && Array.IndexOf(Replaceable, inside) < 0
            && FileSystem.Magic(target) == FileSystemMagic.PROC_SUPER_MAGIC)
        {
            throw new ContainerException(
                $"config.json: mounts ({mount.Destination}): {inside} is inside /proc, where nothing may be mounted but {string.Join(", ", Replaceable)}");
        }
    }
}
