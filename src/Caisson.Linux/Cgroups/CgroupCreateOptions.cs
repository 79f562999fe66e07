using Caisson.Linux.Cgroups.Resources;

namespace Caisson.Linux.Cgroups;

/// <summary>How a cgroup is made.</summary>
public readonly record struct CgroupCreateOptions
{
    /// <summary>
    /// What will be applied to it, where that is known: a new version 1 cpuset starts with these CPUs and memory nodes
    /// instead of its parent's, and a threaded version 2 parent is refused early.
    /// </summary>
    public CgroupResources? Resources { get; init; }

    /// <summary>
    /// Whether a hierarchy that the caller may not write (EPERM, EACCES, EROFS) is left out instead of being an error:
    /// for rootless containers whose configuration names no cgroups path. A limit that needs it is refused later, by
    /// <see cref="Cgroup.Apply"/>.
    /// </summary>
    public bool TolerateNoPermission { get; init; }
}
