namespace Caisson.Linux.Cgroups.Statistics;

/// <summary>
/// What a cgroup uses, at the moment of reading; the tree that <c>runc events --stats</c> prints. A controller that is
/// not available leaves its part empty.
/// </summary>
public sealed record CgroupStats
{
    /// <summary>CPU time.</summary>
    public CgroupCpuStats Cpu { get; init; } = new();

    /// <summary>CPU sets; version 1 only.</summary>
    public CgroupCpusetStats? Cpuset { get; init; }

    /// <summary>Memory.</summary>
    public CgroupMemoryStats Memory { get; init; } = new();

    /// <summary>Processes and threads.</summary>
    public CgroupPidsStats Pids { get; init; }

    /// <summary>Block I/O.</summary>
    public CgroupBlockIoStats BlockIo { get; init; } = new();

    /// <summary>Huge pages, by size (<c>2MB</c>).</summary>
    public IReadOnlyDictionary<string, CgroupHugetlbStats> Hugetlb { get; init; } =
        new Dictionary<string, CgroupHugetlbStats>();

    /// <summary>RDMA: what is in use, by device.</summary>
    public IReadOnlyList<CgroupRdmaEntry> RdmaCurrent { get; init; } = [];

    /// <summary>RDMA: the limits, by device.</summary>
    public IReadOnlyList<CgroupRdmaEntry> RdmaLimit { get; init; } = [];
}

/// <summary>Processes and threads.</summary>
/// <param name="Current">How many there are.</param>
/// <param name="Limit">How many there may be; 0 means no limit.</param>
public readonly record struct CgroupPidsStats(ulong Current, ulong Limit);

/// <summary>Huge pages of one size, in bytes.</summary>
/// <param name="Usage">What is in use.</param>
/// <param name="MaxUsage">The most so far; version 1 only.</param>
/// <param name="FailCount">How often the limit was hit.</param>
public readonly record struct CgroupHugetlbStats(ulong Usage, ulong MaxUsage, ulong FailCount);

/// <summary>One RDMA device.</summary>
/// <param name="Device">Its name.</param>
/// <param name="HcaHandles">Handles; <see cref="uint.MaxValue"/> means no limit.</param>
/// <param name="HcaObjects">Objects; <see cref="uint.MaxValue"/> means no limit.</param>
public readonly record struct CgroupRdmaEntry(string Device, uint HcaHandles, uint HcaObjects);
