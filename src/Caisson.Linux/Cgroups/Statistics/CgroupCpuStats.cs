namespace Caisson.Linux.Cgroups.Statistics;

/// <summary>CPU time, in nanoseconds since the cgroup was made.</summary>
public sealed record CgroupCpuStats
{
    /// <summary>In all.</summary>
    public ulong TotalNs { get; init; }

    /// <summary>In the kernel.</summary>
    public ulong KernelNs { get; init; }

    /// <summary>Outside the kernel.</summary>
    public ulong UserNs { get; init; }

    /// <summary>By CPU; version 1 only.</summary>
    public IReadOnlyList<ulong> PerCpuNs { get; init; } = [];

    /// <summary>In the kernel, by CPU; version 1 only.</summary>
    public IReadOnlyList<ulong> PerCpuKernelNs { get; init; } = [];

    /// <summary>Outside the kernel, by CPU; version 1 only.</summary>
    public IReadOnlyList<ulong> PerCpuUserNs { get; init; } = [];

    /// <summary>How many periods there were while the cgroup had something to run under a quota.</summary>
    public ulong Periods { get; init; }

    /// <summary>In how many of them the quota was used up.</summary>
    public ulong ThrottledPeriods { get; init; }

    /// <summary>How long it had to wait for the next period.</summary>
    public ulong ThrottledNs { get; init; }

    /// <summary>How long tasks waited for a CPU; null where the kernel does not measure it.</summary>
    public CgroupPressure? Pressure { get; init; }
}

/// <summary>CPU sets, as the files of version 1's controller have it; cpuset(7).</summary>
public sealed record CgroupCpusetStats
{
    /// <summary>The CPUs.</summary>
    public IReadOnlyList<ushort> Cpus { get; init; } = [];

    /// <summary>The memory nodes.</summary>
    public IReadOnlyList<ushort> Mems { get; init; } = [];

    /// <summary>cpuset.cpu_exclusive</summary>
    public ulong CpuExclusive { get; init; }

    /// <summary>cpuset.mem_hardwall</summary>
    public ulong MemHardwall { get; init; }

    /// <summary>cpuset.mem_exclusive</summary>
    public ulong MemExclusive { get; init; }

    /// <summary>cpuset.memory_migrate</summary>
    public ulong MemoryMigrate { get; init; }

    /// <summary>cpuset.memory_spread_page</summary>
    public ulong MemorySpreadPage { get; init; }

    /// <summary>cpuset.memory_spread_slab</summary>
    public ulong MemorySpreadSlab { get; init; }

    /// <summary>cpuset.memory_pressure</summary>
    public ulong MemoryPressure { get; init; }

    /// <summary>cpuset.sched_load_balance</summary>
    public ulong SchedLoadBalance { get; init; }

    /// <summary>cpuset.sched_relax_domain_level; -1 means the system's.</summary>
    public long SchedRelaxDomainLevel { get; init; }
}
