using System.Text.Json.Serialization;

namespace Caisson.Api.Processes;

/// <summary>Processor time, in nanoseconds; Docker Engine API, ContainerCPUStats.</summary>
internal sealed class CpuFigures
{
    /// <summary>What the container has used.</summary>
    [JsonPropertyName("cpu_usage")]
    public CpuUsageFigures Usage { get; init; } = new();

    /// <summary>What all processors of the host have had, idle or not.</summary>
    [JsonPropertyName("system_cpu_usage")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong SystemUsage { get; init; }

    /// <summary>How many processors the host has.</summary>
    [JsonPropertyName("online_cpus")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public uint OnlineCpus { get; init; }

    /// <summary>How its quota has limited it.</summary>
    [JsonPropertyName("throttling_data")]
    public ThrottlingFigures Throttling { get; init; } = new();
}

/// <summary>What a container has used of processors, in nanoseconds.</summary>
internal sealed class CpuUsageFigures
{
    /// <summary>In all.</summary>
    [JsonPropertyName("total_usage")]
    public ulong Total { get; init; }

    /// <summary>By processor; cgroup version 1 only.</summary>
    [JsonPropertyName("percpu_usage")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ulong>? ByCpu { get; init; }

    /// <summary>In the kernel.</summary>
    [JsonPropertyName("usage_in_kernelmode")]
    public ulong Kernel { get; init; }

    /// <summary>Outside the kernel.</summary>
    [JsonPropertyName("usage_in_usermode")]
    public ulong User { get; init; }
}

/// <summary>How a quota has limited a container.</summary>
internal sealed class ThrottlingFigures
{
    /// <summary>Periods in which it had something to run.</summary>
    [JsonPropertyName("periods")]
    public ulong Periods { get; init; }

    /// <summary>Those in which the quota was used up.</summary>
    [JsonPropertyName("throttled_periods")]
    public ulong ThrottledPeriods { get; init; }

    /// <summary>How long it had to wait for the next, in nanoseconds.</summary>
    [JsonPropertyName("throttled_time")]
    public ulong ThrottledTime { get; init; }
}
