using Caisson.Linux.Cgroups.Controllers;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups;

/// <summary>
/// A cgroup in the making: <see cref="Cgroup.Create"/> in two parts, for who has a process that can use the time of the
/// second. Unless it was finished, disposing it undoes what it made. Thread: one at a time.
/// </summary>
/// <remarks>
/// The first part makes what a process has to be cloned into, the version 2 directory, and what the host may refuse
/// without harm; the second part makes version 1's directories, a dozen of them on many hosts, which a process joins by
/// itself. On a host with version 2 alone the first part is all there is.
/// </remarks>
public sealed class CgroupDraft : IDisposable
{
    private readonly CgroupHost _host;
    private readonly CgroupPath _path;
    private readonly CgroupCreateOptions _options;
    private readonly List<CgroupBranch> _branches = [];
    private readonly List<CgroupHierarchy> _rest = [];
    private readonly List<(CgroupVersion Version, string MountPoint, string Relative)> _made = [];
    private bool _existed;
    private bool _isFinished;

    private CgroupDraft(CgroupHost host, CgroupPath path, CgroupCreateOptions options)
    {
        _host = host;
        _path = path;
        _options = options;
    }

    /// <summary>Whether the second part has nothing to make.</summary>
    public bool IsWhole => _rest.Count == 0;

    /// <summary>As <see cref="Cgroup.Paths"/>: what there is, and what the second part will make.</summary>
    public IReadOnlyDictionary<string, string> Paths
    {
        get
        {
            var paths = new Dictionary<string, string>();
            _branches.ForEach(branch => Array.ForEach(branch.Names, name => paths[name] = branch.Path));
            _rest.ForEach(hierarchy => Array.ForEach(hierarchy.NameList, name => paths[name] = PathIn(hierarchy)));
            return paths;
        }
    }

    /// <summary>
    /// The paths of version 1's <c>tasks</c> files, which are there after the second part; see
    /// <see cref="Cgroup.OpenJoinFiles"/>.
    /// </summary>
    public IReadOnlyList<string> JoinPaths
    {
        get
        {
            var paths = new List<string>(_branches.Count + _rest.Count);
            foreach (CgroupBranch branch in _branches)
            {
                if (branch.Version == CgroupVersion.V1)
                {
                    paths.Add(branch.Path + "/tasks");
                }
            }

            _rest.ForEach(hierarchy => paths.Add(PathIn(hierarchy) + "/tasks"));
            return paths;
        }
    }

    /// <summary>The first part of <see cref="Cgroup.Create"/>, with its arguments and errors.</summary>
    public static CgroupDraft Begin(CgroupHost host, string path, CgroupCreateOptions options = default)
    {
        if (host.Layout == CgroupLayout.None)
        {
            throw new CgroupException(
                "cgroup: no cgroup file system is mounted (looked at /sys/fs/cgroup and /proc/self/mountinfo)");
        }

        var draft = new CgroupDraft(host, CgroupPath.Parse(path), options);
        try
        {
            foreach (CgroupHierarchy hierarchy in host.Hierarchies)
            {
                // What may be missing in the end is not promised to anybody before it is there.
                if (hierarchy.Version == CgroupVersion.V2 || !draft.HasControllers(hierarchy) || options.TolerateNoPermission)
                {
                    draft.CreateIn(hierarchy);
                }
                else
                {
                    draft._rest.Add(hierarchy);
                }
            }
        }
        catch
        {
            draft.Dispose();
            throw;
        }

        return draft;
    }

    /// <summary>The second part. The caller disposes the cgroup.</summary>
    /// <exception cref="CgroupException">See <see cref="Cgroup.Create"/>.</exception>
    /// <exception cref="LinuxException">See there.</exception>
    public Cgroup Finish()
    {
        foreach (CgroupHierarchy hierarchy in _rest)
        {
            CreateIn(hierarchy);
        }

        _rest.Clear();
        _isFinished = true;
        return new Cgroup([.. _branches], _existed);
    }

    /// <inheritdoc cref="Cgroup.OpenDirectory()"/>
    public FileDescriptor? OpenDirectory() =>
        _branches.Find(static b => b.Version == CgroupVersion.V2)?.Directory.OpenBeneath("");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isFinished)
        {
            return;
        }

        _branches.ForEach(static branch => branch.Dispose());
        for (int i = _made.Count - 1; i >= 0; i--)
        {
            (CgroupVersion version, string mountPoint, string relative) = _made[i];
            using CgroupDirectory? root = CgroupDirectory.TryOpen(mountPoint, version, out _);
            _ = root?.TryRemoveDirectory(relative);
        }

        _made.Clear();
    }

    /// <inheritdoc cref="Cgroup.Find"/>
    internal static List<CgroupBranch> Find(CgroupHost host, string path)
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

    private string PathIn(CgroupHierarchy hierarchy) => $"{hierarchy.MountPoint}/{Locate(_host, _path, hierarchy)}";

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
                _existed = true;
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
}
