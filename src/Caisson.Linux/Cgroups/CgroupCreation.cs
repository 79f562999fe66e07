using Caisson.Linux.Cgroups.Controllers;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups;

/// <summary>Makes a cgroup in every hierarchy of a host; undoes what it made if that fails.</summary>
internal sealed class CgroupCreation
{
    private readonly CgroupHost _host;
    private readonly CgroupPath _path;
    private readonly CgroupCreateOptions _options;
    private readonly List<CgroupBranch> _branches = [];
    private readonly List<(CgroupVersion Version, string MountPoint, string Relative)> _made = [];

    private CgroupCreation(CgroupHost host, CgroupPath path, CgroupCreateOptions options)
    {
        _host = host;
        _path = path;
        _options = options;
    }

    /// <summary>Whether the cgroup was there before, in a hierarchy that has controllers.</summary>
    public bool Existed { get; private set; }

    /// <summary>The directories.</summary>
    public List<CgroupBranch> Branches => _branches;

    /// <inheritdoc cref="Cgroup.Create"/>
    public static CgroupCreation Run(CgroupHost host, string path, CgroupCreateOptions options)
    {
        if (host.Layout == CgroupLayout.None)
        {
            throw new CgroupException(
                "cgroup: no cgroup file system is mounted (looked at /sys/fs/cgroup and /proc/self/mountinfo)");
        }

        var creation = new CgroupCreation(host, CgroupPath.Parse(path), options);
        try
        {
            foreach (CgroupHierarchy hierarchy in host.Hierarchies)
            {
                creation.CreateIn(hierarchy);
            }
        }
        catch
        {
            creation.Undo();
            throw;
        }

        return creation;
    }

    /// <inheritdoc cref="Cgroup.Find"/>
    public static List<CgroupBranch> Find(CgroupHost host, string path)
    {
        var parsed = CgroupPath.Parse(path);
        var branches = new List<CgroupBranch>();
        foreach (CgroupHierarchy hierarchy in host.Hierarchies)
        {
            using CgroupDirectory? root = CgroupDirectory.TryOpen(hierarchy.MountPoint, hierarchy.Version, out _);
            if (root?.TryOpenBeneath(Locate(host, parsed, hierarchy), out _) is { } directory)
            {
                branches.Add(new CgroupBranch(hierarchy.Version, hierarchy.NameList, directory.Path, directory));
            }
        }

        return branches;
    }

    private static string Locate(CgroupHost host, CgroupPath path, CgroupHierarchy hierarchy)
    {
        if (path.IsAbsolute)
        {
            return path.Relative;
        }

        string own = CgroupHost.OwnRelativePath(hierarchy);
        if (host.Layout == CgroupLayout.V2)
        {
            // The caller's cgroup holds the caller, so it may not hand controllers to children; its parent may
            // (cgroups(7), "no internal processes").
            own = own.LastIndexOf('/') is >= 0 and int slash ? own[..slash] : "";
        }

        return own.Length == 0 ? path.Relative : $"{own}/{path.Relative}";
    }

    private void CreateIn(CgroupHierarchy hierarchy)
    {
        // The version 2 hierarchy beside version 1's, and systemd's, limit nothing: what they cannot do is no loss.
        bool isOptional = !HasControllers(hierarchy);
        try
        {
            _branches.Add(MakeBranch(hierarchy, isOptional));
        }
        catch (LinuxException e) when (isOptional || (_options.TolerateNoPermission
            && e.Errno is Errno.EPERM or Errno.EACCES or Errno.EROFS))
        {
        }
    }

    private CgroupBranch MakeBranch(CgroupHierarchy hierarchy, bool isOptional)
    {
        string relative = Locate(_host, _path, hierarchy);
        using CgroupDirectory root = CgroupDirectory.Open(hierarchy.MountPoint, hierarchy.Version);
        bool made = MakeDirectories(root, hierarchy, relative);
        CgroupDirectory directory = root.OpenBeneath(relative);
        try
        {
            var branch = new CgroupBranch(hierarchy.Version, hierarchy.NameList, directory.Path, directory);
            if (hierarchy.Version == CgroupVersion.V2 && !isOptional)
            {
                UnifiedControllers.HandDown(root, branch, _options.Resources);
            }
            else if (hierarchy.Has("cpuset"))
            {
                CpusetController.Populate(root, relative, _options.Resources?.Cpu);
            }

            if (!made && !isOptional)
            {
                Existed = true;
                RefuseFrozen(branch);
            }

            return branch;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    // Returns whether the last directory is new.
    private bool MakeDirectories(CgroupDirectory root, CgroupHierarchy hierarchy, string relative)
    {
        Errno errno = root.TryMakeDirectory(relative);
        if (errno == Errno.ENOENT)
        {
            for (int slash = relative.IndexOf('/'); slash >= 0; slash = relative.IndexOf('/', slash + 1))
            {
                MakeDirectory(root, hierarchy, relative[..slash]);
            }

            return MakeDirectory(root, hierarchy, relative);
        }

        return Note(errno, root, hierarchy, relative);
    }

    private bool MakeDirectory(CgroupDirectory root, CgroupHierarchy hierarchy, string relative) =>
        Note(root.TryMakeDirectory(relative), root, hierarchy, relative);

    private bool Note(Errno errno, CgroupDirectory root, CgroupHierarchy hierarchy, string relative)
    {
        if (errno == Errno.None)
        {
            _made.Add((hierarchy.Version, hierarchy.MountPoint, relative));
        }
        else if (errno != Errno.EEXIST)
        {
            throw new LinuxException(errno, "mkdir", root.Join(relative));
        }

        return errno == Errno.None;
    }

    private bool HasControllers(CgroupHierarchy hierarchy) =>
        hierarchy.Version == CgroupVersion.V2
            ? _host.Layout == CgroupLayout.V2
            : !hierarchy.NameList[0].StartsWith("name=", StringComparison.Ordinal);

    // A process that joined a frozen cgroup would never get to run, and nobody would see why.
    private static void RefuseFrozen(CgroupBranch branch)
    {
        if ((branch.Version == CgroupVersion.V2 || branch.Has("freezer")) && CgroupFreezer.IsFrozen(branch))
        {
            throw new CgroupException($"cgroup: {branch.Path} exists and is frozen: thaw or remove it first");
        }
    }

    private void Undo()
    {
        foreach (CgroupBranch branch in _branches)
        {
            branch.Dispose();
        }

        for (int i = _made.Count - 1; i >= 0; i--)
        {
            (CgroupVersion version, string mountPoint, string relative) = _made[i];
            using CgroupDirectory? root = CgroupDirectory.TryOpen(mountPoint, version, out _);
            _ = root?.TryRemoveDirectory(relative);
        }
    }
}
