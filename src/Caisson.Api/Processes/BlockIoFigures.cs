using System.Text.Json.Serialization;
using Caisson.Linux.Cgroups.Statistics;

namespace Caisson.Api.Processes;

/// <summary>Block devices; Docker Engine API, ContainerBlkioStats.</summary>
internal sealed class BlockIoFigures
{
    /// <summary>Bytes transferred.</summary>
    [JsonPropertyName("io_service_bytes_recursive")]
    public IReadOnlyList<BlockIoEntry>? ServiceBytes { get; init; }

    /// <summary>Operations done; cgroup version 1 only, as the rest.</summary>
    [JsonPropertyName("io_serviced_recursive")]
    public IReadOnlyList<BlockIoEntry>? Serviced { get; init; }

    /// <summary>Operations waiting.</summary>
    [JsonPropertyName("io_queue_recursive")]
    public IReadOnlyList<BlockIoEntry>? Queued { get; init; }

    /// <summary>Nanoseconds from dispatch to completion.</summary>
    [JsonPropertyName("io_service_time_recursive")]
    public IReadOnlyList<BlockIoEntry>? ServiceTime { get; init; }

    /// <summary>Nanoseconds in queues.</summary>
    [JsonPropertyName("io_wait_time_recursive")]
    public IReadOnlyList<BlockIoEntry>? WaitTime { get; init; }

    /// <summary>Operations merged into others.</summary>
    [JsonPropertyName("io_merged_recursive")]
    public IReadOnlyList<BlockIoEntry>? Merged { get; init; }

    /// <summary>Milliseconds of the disk's time.</summary>
    [JsonPropertyName("io_time_recursive")]
    public IReadOnlyList<BlockIoEntry>? Time { get; init; }

    /// <summary>Sectors transferred.</summary>
    [JsonPropertyName("sectors_recursive")]
    public IReadOnlyList<BlockIoEntry>? Sectors { get; init; }

    /// <summary>The figures of a cgroup.</summary>
    internal static BlockIoFigures Of(CgroupBlockIoStats stats, bool isVersion2) => isVersion2
        ? new BlockIoFigures { ServiceBytes = Of(stats.ServiceBytes) }
        : new BlockIoFigures
        {
            ServiceBytes = Of(stats.ServiceBytes),
            Serviced = Of(stats.Serviced),
            Queued = Of(stats.Queued),
            ServiceTime = Of(stats.ServiceTime),
            WaitTime = Of(stats.WaitTime),
            Merged = Of(stats.Merged),
            Time = Of(stats.Time),
            Sectors = Of(stats.Sectors),
        };

    private static List<BlockIoEntry> Of(IReadOnlyList<CgroupBlockIoEntry> entries) =>
        [.. entries.Select(static e => new BlockIoEntry(e.Major, e.Minor, e.Operation, e.Value))];
}

/// <summary>A figure of a device.</summary>
/// <param name="Major">The device's number.</param>
/// <param name="Minor">The device's number.</param>
/// <param name="Operation">What kind of operation.</param>
/// <param name="Value">The figure.</param>
internal sealed record BlockIoEntry(
    [property: JsonPropertyName("major")] ulong Major,
    [property: JsonPropertyName("minor")] ulong Minor,
    [property: JsonPropertyName("op")] string Operation,
    [property: JsonPropertyName("value")] ulong Value);
