namespace Caisson.Linux.Cgroups;

/// <summary>The two generations of control groups; cgroups(7).</summary>
public enum CgroupVersion
{
    /// <summary>One hierarchy a controller (or a few), file system type <c>cgroup</c>.</summary>
    V1 = 1,

    /// <summary>One hierarchy for all controllers, file system type <c>cgroup2</c>.</summary>
    V2 = 2,
}

/// <summary>How the host has its control groups mounted.</summary>
public enum CgroupLayout
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Version 1 hierarchies only.</summary>
    V1,

    /// <summary>Version 1 hierarchies with controllers, and a version 2 hierarchy beside them.</summary>
    Hybrid,

    /// <summary>The unified hierarchy only.</summary>
    V2,
}
