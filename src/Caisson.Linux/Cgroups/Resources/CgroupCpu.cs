namespace Caisson.Linux.Cgroups.Resources;

/// <summary>CPU time and CPU sets. Times are in microseconds; null or 0 means: leave as it is.</summary>
public sealed record CgroupCpu
{
    /// <summary>
    /// The share relative to other cgroups, as version 1 counts it (2 to 262144); version 2 gets a weight.
    /// </summary>
    public ulong? Shares { get; init; }

    /// <summary>CPU time in each period; negative means no limit.</summary>
    public long? Quota { get; init; }

    /// <summary>CPU time that may be saved up beyond the quota; here 0 is a value.</summary>
    public ulong? Burst { get; init; }

    /// <summary>The period.</summary>
    public ulong? Period { get; init; }

    /// <summary>CPU time in each period for real-time processes; version 1 only.</summary>
    public long? RealtimeRuntime { get; init; }

    /// <summary>The period for real-time processes; version 1 only.</summary>
    public ulong? RealtimePeriod { get; init; }

    /// <summary>The CPUs, <c>0-3,7</c>; empty means: leave as it is.</summary>
    public string? Cpus { get; init; }

    /// <summary>The memory nodes, <c>0-3,7</c>; empty means: leave as it is.</summary>
    public string? Mems { get; init; }

    /// <summary>1 for a cgroup that runs only when nothing else does, 0 for an ordinary one.</summary>
    public long? Idle { get; init; }
}
