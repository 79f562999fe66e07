using System.Text.Json.Serialization;

namespace Caisson.Api.Processes;

/// <summary>What a container uses; Docker Engine API, ContainerStatsResponse.</summary>
internal sealed class StatsAnswer
{
    /// <summary>The container's name, with a slash.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Its id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>When it was read.</summary>
    [JsonPropertyName("read")]
    public string Read { get; init; } = NoTime;

    /// <summary>When the figures in <see cref="PreviousCpu"/> were.</summary>
    [JsonPropertyName("preread")]
    public string PreviousRead { get; init; } = NoTime;

    /// <summary>Processes and threads.</summary>
    [JsonPropertyName("pids_stats")]
    public PidsFigures Pids { get; init; } = new();

    /// <summary>Block devices.</summary>
    [JsonPropertyName("blkio_stats")]
    public BlockIoFigures BlockIo { get; init; } = new();

    /// <summary>How many processors there are; only on Windows.</summary>
    [JsonPropertyName("num_procs")]
    public uint Processors { get; init; }

    /// <summary>Only on Windows.</summary>
    [JsonPropertyName("storage_stats")]
    public StorageFigures Storage { get; init; } = new();

    /// <summary>Processor time.</summary>
    [JsonPropertyName("cpu_stats")]
    public CpuFigures Cpu { get; init; } = new();

    /// <summary>Processor time as it was the time before.</summary>
    [JsonPropertyName("precpu_stats")]
    public CpuFigures PreviousCpu { get; init; } = new();

    /// <summary>Memory.</summary>
    [JsonPropertyName("memory_stats")]
    public MemoryFigures Memory { get; init; } = new();

    /// <summary>Network interfaces by their names.</summary>
    [JsonPropertyName("networks")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, NetworkFigures>? Networks { get; init; }

    /// <summary>Go's zero time.</summary>
    internal const string NoTime = "0001-01-01T00:00:00Z";
}

/// <summary>Processes and threads.</summary>
internal sealed class PidsFigures
{
    /// <summary>How many there are.</summary>
    [JsonPropertyName("current")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Current { get; init; }

    /// <summary>How many there may be.</summary>
    [JsonPropertyName("limit")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Limit { get; init; }
}

/// <summary>Only on Windows: empty.</summary>
internal sealed class StorageFigures;

/// <summary>A network interface.</summary>
internal sealed class NetworkFigures
{
    /// <summary>Bytes received.</summary>
    [JsonPropertyName("rx_bytes")]
    public ulong ReceivedBytes { get; init; }

    /// <summary>Packets received.</summary>
    [JsonPropertyName("rx_packets")]
    public ulong ReceivedPackets { get; init; }

    /// <summary>Errors while receiving.</summary>
    [JsonPropertyName("rx_errors")]
    public ulong ReceiveErrors { get; init; }

    /// <summary>Packets that were received and dropped.</summary>
    [JsonPropertyName("rx_dropped")]
    public ulong ReceiveDrops { get; init; }

    /// <summary>Bytes sent.</summary>
    [JsonPropertyName("tx_bytes")]
    public ulong SentBytes { get; init; }

    /// <summary>Packets sent.</summary>
    [JsonPropertyName("tx_packets")]
    public ulong SentPackets { get; init; }

    /// <summary>Errors while sending.</summary>
    [JsonPropertyName("tx_errors")]
    public ulong SendErrors { get; init; }

    /// <summary>Packets that were dropped instead of being sent.</summary>
    [JsonPropertyName("tx_dropped")]
    public ulong SendDrops { get; init; }
}
