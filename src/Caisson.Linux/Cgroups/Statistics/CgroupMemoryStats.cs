namespace Caisson.Linux.Cgroups.Statistics;

/// <summary>Memory, in bytes.</summary>
public sealed record CgroupMemoryStats
{
    /// <summary>Cached file pages.</summary>
    public ulong Cache { get; init; }

    /// <summary>Memory.</summary>
    public CgroupMemoryUsage Usage { get; init; }

    /// <summary>Memory and swap together, on version 2 too.</summary>
    public CgroupMemoryUsage Swap { get; init; }

    /// <summary>Kernel memory; version 1 only.</summary>
    public CgroupMemoryUsage Kernel { get; init; }

    /// <summary>The kernel's TCP buffers; version 1 only.</summary>
    public CgroupMemoryUsage KernelTcp { get; init; }

    /// <summary>All lines of <c>memory.stat</c>, under the kernel's names.</summary>
    public IReadOnlyDictionary<string, ulong> Raw { get; init; } = new Dictionary<string, ulong>();

    /// <summary>How many processes were killed for want of memory.</summary>
    public ulong OomKills { get; init; }

    /// <summary>How long tasks waited for memory; null where the kernel does not measure it.</summary>
    public CgroupPressure? Pressure { get; init; }
}

/// <summary>One kind of memory, in bytes.</summary>
/// <param name="Current">What is in use.</param>
/// <param name="Max">The most so far; 0 where the kernel does not tell.</param>
/// <param name="FailCount">How often the limit was hit; version 1 only.</param>
/// <param name="Limit">
/// The limit; <see cref="ulong.MaxValue"/> or (version 1) a number near <see cref="long.MaxValue"/> means none.
/// </param>
public readonly record struct CgroupMemoryUsage(ulong Current, ulong Max, ulong FailCount, ulong Limit);

/// <summary>Pressure stall information; Documentation/accounting/psi.rst.</summary>
/// <param name="Some">Time in which some task waited.</param>
/// <param name="Full">Time in which every task waited.</param>
public sealed record CgroupPressure(CgroupPressureShare Some, CgroupPressureShare Full);

/// <summary>Shares of time.</summary>
/// <param name="Avg10">Of the last 10 s, in percent.</param>
/// <param name="Avg60">Of the last 60 s, in percent.</param>
/// <param name="Avg300">Of the last 300 s, in percent.</param>
/// <param name="TotalUs">In all, in microseconds.</param>
public readonly record struct CgroupPressureShare(double Avg10, double Avg60, double Avg300, ulong TotalUs);
