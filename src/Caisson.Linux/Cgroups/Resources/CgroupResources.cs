namespace Caisson.Linux.Cgroups.Resources;

/// <summary>
/// Limits for a cgroup: everything that the OCI runtime specification has under <c>linux.resources</c>
/// (config-linux.md, §Control groups). Null means: leave as it is.
/// </summary>
public sealed record CgroupResources
{
    /// <summary>Memory.</summary>
    public CgroupMemory? Memory { get; init; }

    /// <summary>CPU time and CPU sets.</summary>
    public CgroupCpu? Cpu { get; init; }

    /// <summary>
    /// The number of processes and threads; -1 means no limit, 0 means (as for runc): leave as it is.
    /// </summary>
    public long? PidsLimit { get; init; }

    /// <summary>Block I/O.</summary>
    public CgroupBlockIo? BlockIo { get; init; }

    /// <summary>Huge pages.</summary>
    public IReadOnlyList<CgroupHugepageLimit>? HugepageLimits { get; init; }

    /// <summary>net_cls.classid; version 1 only. 0 means: leave as it is.</summary>
    public uint? NetworkClassId { get; init; }

    /// <summary>net_prio.ifpriomap; version 1 only.</summary>
    public IReadOnlyList<CgroupInterfacePriority>? NetworkPriorities { get; init; }

    /// <summary>RDMA, by device.</summary>
    public IReadOnlyList<CgroupRdmaLimit>? Rdma { get; init; }

    /// <summary>
    /// Which devices may be used: rules in order, the last one that matches decides, and what none matches is denied.
    /// An empty list denies all.
    /// </summary>
    public IReadOnlyList<CgroupDeviceRule>? Devices { get; init; }

    /// <summary>Files of a version 2 cgroup and what to write to them, in order, after everything else.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Unified { get; init; }

    /// <summary>Whether a controller is asked for that a threaded version 2 cgroup cannot have.</summary>
    internal bool NeedsDomain =>
        Memory is { Limit: not (null or 0) } or { Reservation: not (null or 0) } or { Swap: not (null or 0) }
        || BlockIo is { IsEmpty: false }
        || HugepageLimits is { Count: > 0 };
}

/// <summary>A limit on one size of huge pages.</summary>
/// <param name="PageSize">The size as the kernel writes it: <c>64KB</c>, <c>2MB</c>, <c>1GB</c>.</param>
/// <param name="LimitBytes">The limit in bytes.</param>
public readonly record struct CgroupHugepageLimit(string PageSize, ulong LimitBytes);

/// <summary>The priority of what leaves through an interface.</summary>
/// <param name="Interface">The interface's name.</param>
/// <param name="Priority">The priority.</param>
public readonly record struct CgroupInterfacePriority(string Interface, uint Priority);

/// <summary>Limits on one RDMA device.</summary>
/// <param name="Device">The device's name: <c>mlx5_0</c>.</param>
/// <param name="HcaHandles">Handles; null means: leave as it is.</param>
/// <param name="HcaObjects">Objects; null means: leave as it is.</param>
public readonly record struct CgroupRdmaLimit(string Device, uint? HcaHandles, uint? HcaObjects);
