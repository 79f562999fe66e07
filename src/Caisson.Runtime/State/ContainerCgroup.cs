using Caisson.Linux.Cgroups;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.Launch;
using Caisson.Runtime.Units;

namespace Caisson.Runtime.State;

/// <summary>A container's cgroup: where it is, and what is shown of it inside.</summary>
internal static class ContainerCgroup
{
    private const string MountPoint = "/sys/fs/cgroup";

    /// <summary>Begins to make the cgroup of a new container.</summary>
    /// <param name="config">The container's configuration.</param>
    /// <param name="id">Its name.</param>
    /// <param name="hasUserNamespace">Whether it has a user namespace.</param>
    /// <param name="unit">The unit whose cgroup it is, started; null where it is made directly.</param>
    internal static CgroupDraft Begin(ContainerConfig config, string id, bool hasUserNamespace, UnitLaunch? unit)
    {
        bool isRootless = hasUserNamespace && Execution.EffectiveIds().User != 0;
        var options = new CgroupCreateOptions
        {
            Resources = config.Linux?.Resources is { } resources ? ResourceTranslation.Translate(resources) : null,
            TolerateNoPermission = unit?.Unit.IsUser ?? (isRootless && string.IsNullOrEmpty(config.Linux?.CgroupsPath)),
        };
        return CgroupDraft.Begin(CgroupHost.Detect(), unit?.Unit.ControlGroup ?? PathOf(config, id), options);
    }

    /// <summary>Makes the rest of it.</summary>
    /// <exception cref="ContainerException">It exists and has processes already.</exception>
    internal static Cgroup Finish(CgroupDraft draft, ContainerConfig config, string id, UnitLaunch? unit)
    {
        Cgroup cgroup = draft.Finish();
        if (cgroup.Existed && cgroup.Processes() is { Count: > 0 } processes
            && !(processes.Count == 1 && processes[0] == unit?.PlaceholderId))
        {
            cgroup.Dispose();
            string path = unit?.Unit.ControlGroup ?? PathOf(config, id);
            throw new ContainerException(
                $"container's cgroup is not empty: {processes.Count} process(es) found in {path}; choose another linux.cgroupsPath");
        }

        return cgroup;
    }

    /// <summary>
    /// Version 2: gives the cgroup to the user that the program runs as, where that user is to make cgroups below it: it
    /// is the root of a new cgroup namespace, mounted to be written to; config-linux.md §Cgroup ownership.
    /// </summary>
    internal static void Delegate(Cgroup cgroup, ContainerConfig config, NamespacePlan namespaces)
    {
        if (namespaces.Creates(CloneFlags.CLONE_NEWCGROUP) && IsMountedWritable(config.Mounts)
            && OwnerOnHost(config, namespaces) is { } owner and not 0)
        {
            cgroup.DelegateTo(owner);
        }
    }

    /// <summary>The cgroup of a record; null where it has none.</summary>
    internal static Cgroup? TryOpen(ContainerRecord record) =>
        record.CgroupPaths is { Count: > 0 } paths ? Cgroup.Open(paths) : null;

    /// <summary>The cgroup of a container whose runtime was killed before it wrote where that is; null where there is none.</summary>
    internal static Cgroup? Find(ContainerConfig config, string id) => Cgroup.Find(CgroupHost.Detect(), PathOf(config, id));

    /// <summary>Whether the container's processes are stopped.</summary>
    internal static bool IsFrozen(ContainerRecord record)
    {
        using Cgroup? cgroup = TryOpen(record);
        return cgroup?.IsFrozen == true;
    }

    /// <summary>Ends what is in it and removes it.</summary>
    internal static void Remove(Cgroup cgroup)
    {
        if (!cgroup.TryRemoveEmpty())
        {
            cgroup.Kill();
            cgroup.Remove();
        }
    }

    /// <summary>The directories that a mount of type cgroup shows: one named "" on version 2, one a hierarchy on version 1.</summary>
    internal static Dictionary<string, string> ToShow(IReadOnlyDictionary<string, string> paths)
    {
        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        CgroupHost host = CgroupHost.Detect();
        foreach (string path in paths.Values)
        {
            CgroupHierarchy? hierarchy = HierarchyOf(host, path);
            if (host.Layout == CgroupLayout.V2)
            {
                shown[""] = path;
            }
            else if (hierarchy is { Version: CgroupVersion.V1 })
            {
                shown[Path.GetFileName(hierarchy.MountPoint)] = path;
            }
        }

        return shown;
    }

    private static CgroupHierarchy? HierarchyOf(CgroupHost host, string path)
    {
        foreach (CgroupHierarchy hierarchy in host.Hierarchies)
        {
            if (path.StartsWith(hierarchy.MountPoint + "/", StringComparison.Ordinal))
            {
                return hierarchy;
            }
        }

        return null;
    }

    // Of several mounts there, the last one is what the container sees.
    private static bool IsMountedWritable(ContainerMount[]? mounts)
    {
        ContainerMount? mount = mounts is null ? null : Array.FindLast(mounts, static m => m.Destination == MountPoint);
        return mount is { Type: "cgroup" } && !(mount.Options ?? []).Contains("ro");
    }

    // Null where the user namespace is somebody else's, or has no such user.
    private static uint? OwnerOnHost(ContainerConfig config, NamespacePlan namespaces)
    {
        uint user = config.Process?.User.Uid ?? 0;
        if (!namespaces.HasUserNamespace)
        {
            return user;
        }

        foreach (IdMapping mapping in config.Linux?.UidMappings ?? [])
        {
            if (user >= mapping.ContainerID && user - mapping.ContainerID < mapping.Size)
            {
                return mapping.HostID + (user - mapping.ContainerID);
            }
        }

        return null;
    }

    private static string PathOf(ContainerConfig config, string id) =>
        config.Linux?.CgroupsPath is { Length: > 0 } path ? path : id;
}
