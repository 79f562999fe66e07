using Caisson.Linux.Cgroups.Controllers;
using Caisson.Linux.Cgroups.Discovery;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups;

/// <summary>
/// What cgroup file systems this process sees, and where. Thread: immutable once detected.
/// </summary>
/// <remarks>
/// On the usual layouts one statfs(2) of <c>/sys/fs/cgroup</c> (version 2), or that and <c>/proc/self/cgroup</c>
/// (version 1), tells everything. <c>/proc/self/mountinfo</c>, whose length grows with the containers on the host, is
/// read only where these do not suffice.
/// </remarks>
public sealed class CgroupHost
{
    private const string StandardMountPoint = "/sys/fs/cgroup";
    private const string OwnCgroupFile = "/proc/self/cgroup";
    private const string SystemdName = "name=systemd";

    private static CgroupHost? _detected;
    private static List<CgroupMount>? _mounts;

    private readonly CgroupHierarchy[] _hierarchies;

    internal CgroupHost(CgroupLayout layout, CgroupHierarchy[] hierarchies)
    {
        Layout = layout;
        _hierarchies = hierarchies;
    }

    /// <summary>How the host has its control groups mounted.</summary>
    public CgroupLayout Layout { get; }

    /// <summary>The hierarchies that have controllers, systemd's own (version 1), and the version 2 one.</summary>
    public IReadOnlyList<CgroupHierarchy> Hierarchies => _hierarchies;

    /// <summary>The version 2 hierarchy, or null.</summary>
    public CgroupHierarchy? Unified => Array.Find(_hierarchies, static h => h.Version == CgroupVersion.V2);

    /// <summary>
    /// Finds out, once per process: a process that changes its mount or cgroup namespace afterwards keeps the answer
    /// from before.
    /// </summary>
    public static CgroupHost Detect() => Volatile.Read(ref _detected) ?? (_detected = DetectNow());

    /// <summary>
    /// The names of the controllers that are at hand: version 1's hierarchies, then those that the version 2
    /// hierarchy's root offers.
    /// </summary>
    public IReadOnlyList<string> Controllers()
    {
        var names = new List<string>();
        foreach (CgroupHierarchy hierarchy in _hierarchies)
        {
            if (hierarchy.Version == CgroupVersion.V1)
            {
                names.AddRange(Array.FindAll(hierarchy.NameList, static n => n != SystemdName));
                continue;
            }

            using CgroupDirectory root = CgroupDirectory.Open(hierarchy.MountPoint, CgroupVersion.V2);
            names.AddRange(ControllerList.Parse(root.TryRead("cgroup.controllers", out _) ?? ""));
        }

        return names;
    }

    /// <summary>As <see cref="Detect"/>, without the cache.</summary>
    internal static CgroupHost DetectNow()
    {
        long magic = Magic(StandardMountPoint);
        if (magic == FileSystemMagic.CGROUP2_SUPER_MAGIC)
        {
            return new CgroupHost(
                CgroupLayout.V2,
                [new CgroupHierarchy(CgroupVersion.V2, [""], StandardMountPoint, ownPath: null, root: null)]);
        }

        List<CgroupMembership> own = CgroupMembership.Parse(ReadProc(OwnCgroupFile));
        return (magic == FileSystemMagic.TMPFS_MAGIC ? FromStandardPlaces(own) : null)
            ?? FromMounts(own, CgroupMount.Parse(ReadProc("/proc/self/mountinfo")));
    }

    /// <summary>Matches memberships with mounts.</summary>
    internal static CgroupHost FromMounts(List<CgroupMembership> own, List<CgroupMount> mounts)
    {
        var found = new List<CgroupHierarchy>();
        foreach (CgroupMembership membership in own)
        {
            if (!IsWanted(membership))
            {
                continue;
            }

            foreach (CgroupMount mount in mounts)
            {
                if (membership.IsUnified ? mount.Version == CgroupVersion.V2
                    : mount.Version == CgroupVersion.V1 && mount.HasAll(membership.NameList))
                {
                    found.Add(Describe(membership, mount.MountPoint, mount.Root));
                    break;
                }
            }
        }

        return Build(found);
    }

    /// <summary>The caller's own cgroup in the version 2 hierarchy.</summary>
    internal static string ReadOwnPath(CgroupHierarchy unified) =>
        CgroupMembership.Parse(ReadProc(OwnCgroupFile)).Find(static m => m.IsUnified).Path
        ?? throw new CgroupException(
            $"cgroup: {OwnCgroupFile} names no cgroup in the hierarchy at {unified.MountPoint}");

    /// <summary>
    /// The directory of the caller's own cgroup, relative to the mount point: empty for the mount point itself.
    /// </summary>
    /// <exception cref="CgroupException">The own cgroup is not below what is mounted.</exception>
    internal static string OwnRelativePath(CgroupHierarchy hierarchy)
    {
        string own = hierarchy.OwnPath;
        if (own == "/" && hierarchy.Root is null)
        {
            // Nothing is above it, whatever is mounted.
            return "";
        }

        string root = hierarchy.Root ?? MountedRoot(hierarchy.MountPoint);
        string relative = root == "/" ? own[1..]
            : own == root ? ""
            : own.StartsWith(root + "/", StringComparison.Ordinal) ? own[(root.Length + 1)..]
            : "..";
        return relative == ".." || relative.StartsWith("../", StringComparison.Ordinal)
            ? throw new CgroupException(
                $"cgroup: this process's own cgroup {own} is not below {hierarchy.MountPoint}, which shows {root}: "
                + "name an absolute cgroups path")
            : relative;
    }

    /// <summary>
    /// Where a process is in the version 2 hierarchy, relative to a directory; null if it is not in or below it.
    /// </summary>
    internal static string? PathBelow(CgroupHierarchy unified, string directory, int processId)
    {
        int fd = LibC.openat(Fcntl.AT_FDCWD, $"/proc/{processId}/cgroup", OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC, 0);
        if (fd < 0)
        {
            return null;
        }

        string text = CgroupDirectory.ReadToEnd(fd, out _) ?? "";
        _ = LibC.close(fd);
        string root = unified.Root ?? MountedRoot(unified.MountPoint);
        string path = CgroupMembership.Parse(text).Find(static m => m.IsUnified).Path ?? "";
        string place = unified.MountPoint
            + (root == "/" ? path : path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..] : "");
        return place == directory ? ""
            : place.StartsWith(directory + "/", StringComparison.Ordinal) ? place[(directory.Length + 1)..]
            : null;
    }

    private static CgroupHost? FromStandardPlaces(List<CgroupMembership> own)
    {
        var found = new List<CgroupHierarchy>(own.Count);
        foreach (CgroupMembership membership in own)
        {
            if (!IsWanted(membership))
            {
                continue;
            }

            string place = membership.IsUnified ? StandardMountPoint + "/unified"
                : membership.NameList == SystemdName ? StandardMountPoint + "/systemd"
                : $"{StandardMountPoint}/{membership.NameList}";
            long magic = Magic(place);
            if (magic == CgroupDirectory.MagicOf(membership.IsUnified ? CgroupVersion.V2 : CgroupVersion.V1))
            {
                found.Add(Describe(membership, place, root: null));
            }
            else if (!membership.IsUnified && membership.NameList != SystemdName)
            {
                return null;
            }
        }

        return found.Count == 0 ? null : Build(found);
    }

    private static CgroupHost Build(List<CgroupHierarchy> found)
    {
        bool v1 = found.Exists(static h => h.Version == CgroupVersion.V1 && !h.Has(SystemdName));
        bool v2 = found.Exists(static h => h.Version == CgroupVersion.V2);
        if (!v1)
        {
            // A version 1 hierarchy without controllers (systemd's) decides nothing beside the unified one.
            found.RemoveAll(static h => h.Version == CgroupVersion.V1);
        }

        CgroupLayout layout = (v1, v2) switch
        {
            (true, true) => CgroupLayout.Hybrid,
            (true, false) => CgroupLayout.V1,
            (false, true) => CgroupLayout.V2,
            (false, false) => CgroupLayout.None,
        };
        return new CgroupHost(layout, [.. found]);
    }

    // Named hierarchies other than systemd's are somebody else's.
    private static bool IsWanted(CgroupMembership membership) =>
        membership.IsUnified || membership.NameList == SystemdName
        || (membership.NameList.Length > 0 && !membership.NameList.StartsWith("name=", StringComparison.Ordinal));

    private static CgroupHierarchy Describe(CgroupMembership membership, string mountPoint, string? root) =>
        membership.IsUnified
            ? new CgroupHierarchy(CgroupVersion.V2, [""], mountPoint, membership.Path, root)
            : new CgroupHierarchy(CgroupVersion.V1, membership.NameList.Split(','), mountPoint, membership.Path, root);

    private static string MountedRoot(string mountPoint)
    {
        // cgroup_setup_root in kernel/cgroup/cgroup.c: the top of a hierarchy has inode 1, and nothing else has.
        if (Files.FileSystem.TryStatus(mountPoint) is { Inode: 1 })
        {
            return "/";
        }

        // The last of several mounts on one place is the one that is seen.
        string root = "/";
        foreach (CgroupMount mount in _mounts ??= CgroupMount.Parse(ReadProc("/proc/self/mountinfo")))
        {
            root = mount.MountPoint == mountPoint ? mount.Root : root;
        }

        return root;
    }

    private static unsafe long Magic(string path)
    {
        long* buffer = stackalloc long[15];
        return LibC.statfs(path, buffer) < 0 ? 0 : buffer[0];
    }

    private static string ReadProc(string path)
    {
        int fd = LibC.openat(Fcntl.AT_FDCWD, path, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC, 0);
        LinuxException.Check(fd, "open", path);
        string? text = CgroupDirectory.ReadToEnd(fd, out Errno errno);
        _ = LibC.close(fd);
        return text ?? throw new LinuxException(errno, "read", path);
    }
}
