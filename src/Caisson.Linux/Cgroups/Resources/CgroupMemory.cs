namespace Caisson.Linux.Cgroups.Resources;

/// <summary>Memory. Limits are in bytes; -1 means no limit, null or 0 means: leave as it is.</summary>
public sealed record CgroupMemory
{
    /// <summary>The hard limit.</summary>
    public long? Limit { get; init; }

    /// <summary>The soft limit: version 1's soft limit, version 2's <c>memory.low</c>.</summary>
    public long? Reservation { get; init; }

    /// <summary>
    /// Memory and swap together, as version 1 counts; version 2 gets the difference to <see cref="Limit"/>.
    /// </summary>
    public long? Swap { get; init; }

    /// <summary>Kernel memory; reported as ignored, as the kernel itself has given it up.</summary>
    public long? Kernel { get; init; }

    /// <summary>The kernel's TCP buffers; reported as ignored.</summary>
    public long? KernelTcp { get; init; }

    /// <summary>0 to 100; version 1 only. -1 (also as an unsigned number) means: leave as it is.</summary>
    public long? Swappiness { get; init; }

    /// <summary>Whether processes wait at the limit instead of being killed; version 1 only.</summary>
    public bool? DisableOomKiller { get; init; }

    /// <summary>
    /// Whether children count against this cgroup's limits; kernels have done so, whatever is asked for, since 5.11.
    /// </summary>
    public bool? UseHierarchy { get; init; }

    /// <summary>
    /// Version 2: whether a limit below the present usage is refused, rather than enforced by killing.
    /// </summary>
    public bool? CheckBeforeUpdate { get; init; }
}
