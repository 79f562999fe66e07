namespace Caisson.Linux.Cgroups;

/// <summary>One mounted cgroup hierarchy. Thread: immutable.</summary>
public sealed class CgroupHierarchy
{
    private string? _ownPath;

    internal CgroupHierarchy(CgroupVersion version, string[] names, string mountPoint, string? ownPath, string? root)
    {
        Version = version;
        NameList = names;
        MountPoint = mountPoint;
        _ownPath = ownPath;
        Root = root;
    }

    /// <summary>Its generation.</summary>
    public CgroupVersion Version { get; }

    /// <summary>
    /// Version 1: its controllers, or <c>name=systemd</c>. Version 2: one empty name (its controllers are a matter of
    /// each cgroup: <c>cgroup.controllers</c>).
    /// </summary>
    public IReadOnlyList<string> Names => NameList;

    /// <summary>Where it is mounted.</summary>
    public string MountPoint { get; }

    /// <summary>The calling process's own cgroup, as <c>/proc/self/cgroup</c> has it; read at first use.</summary>
    public string OwnPath => _ownPath ??= CgroupHost.ReadOwnPath(this);

    /// <summary>The same as <see cref="Names"/>.</summary>
    internal string[] NameList { get; }

    /// <summary>
    /// Which cgroup the mount point shows; null as long as <c>/proc/self/mountinfo</c> was not needed.
    /// </summary>
    internal string? Root { get; }

    /// <summary>Whether a controller belongs to this version 1 hierarchy.</summary>
    internal bool Has(string name) => Array.IndexOf(NameList, name) >= 0;
}
