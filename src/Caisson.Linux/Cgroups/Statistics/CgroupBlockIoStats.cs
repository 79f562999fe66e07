namespace Caisson.Linux.Cgroups.Statistics;

/// <summary>
/// Block I/O, with that of the cgroups below, in version 1's tables; which of them are filled is the kernel's choice.
/// </summary>
public sealed record CgroupBlockIoStats
{
    /// <summary>Bytes transferred.</summary>
    public IReadOnlyList<CgroupBlockIoEntry> ServiceBytes { get; init; } = [];

    /// <summary>Operations done.</summary>
    public IReadOnlyList<CgroupBlockIoEntry> Serviced { get; init; } = [];

    /// <summary>Operations waiting.</summary>
    public IReadOnlyList<CgroupBlockIoEntry> Queued { get; init; } = [];

    /// <summary>Nanoseconds from dispatch to completion.</summary>
    public IReadOnlyList<CgroupBlockIoEntry> ServiceTime { get; init; } = [];

    /// <summary>Nanoseconds spent in queues.</summary>
    public IReadOnlyList<CgroupBlockIoEntry> WaitTime { get; init; } = [];

    /// <summary>Operations merged into others.</summary>
    public IReadOnlyList<CgroupBlockIoEntry> Merged { get; init; } = [];

    /// <summary>Milliseconds of the disk's time.</summary>
    public IReadOnlyList<CgroupBlockIoEntry> Time { get; init; } = [];

    /// <summary>Sectors transferred.</summary>
    public IReadOnlyList<CgroupBlockIoEntry> Sectors { get; init; } = [];

    /// <summary>How long tasks waited for block I/O; null where the kernel does not measure it.</summary>
    public CgroupPressure? Pressure { get; init; }
}

/// <summary>A device's line in one of the tables.</summary>
/// <param name="Major">The device's major number.</param>
/// <param name="Minor">The device's minor number.</param>
/// <param name="Operation">
/// <c>Read</c>, <c>Write</c>, <c>Sync</c>, <c>Total</c>, …; empty where the table has no such column.
/// </param>
/// <param name="Value">The number.</param>
public readonly record struct CgroupBlockIoEntry(ulong Major, ulong Minor, string Operation, ulong Value);
