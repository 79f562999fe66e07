namespace Caisson.Images.Build;

/// <summary>What commands of a build may use at most; 0 and empty are no limit.</summary>
public sealed record BuildLimits
{
    /// <summary>No limits.</summary>
    public static BuildLimits None { get; } = new();

    /// <summary>Memory, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Memory and swap together, in bytes; -1 for as much swap as there is.</summary>
    public long MemorySwapBytes { get; init; }

    /// <summary>The share of processor time where it is short, relative to 1024.</summary>
    public long CpuShares { get; init; }

    /// <summary>The period of <see cref="CpuQuota"/>, in microseconds.</summary>
    public long CpuPeriod { get; init; }

    /// <summary>Processor time in each period, in microseconds.</summary>
    public long CpuQuota { get; init; }

    /// <summary>The processors: <c>0-2,4</c>.</summary>
    public string CpusetCpus { get; init; } = "";

    /// <summary>The memory nodes.</summary>
    public string CpusetMems { get; init; } = "";

    /// <summary>The size of /dev/shm, in bytes.</summary>
    public long ShmBytes { get; init; }
}
