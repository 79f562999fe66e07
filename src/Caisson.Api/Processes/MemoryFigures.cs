using System.Text.Json.Serialization;

namespace Caisson.Api.Processes;

/// <summary>Memory, in bytes; Docker Engine API, ContainerMemoryStats.</summary>
internal sealed class MemoryFigures
{
    /// <summary>What is in use, with cached files.</summary>
    [JsonPropertyName("usage")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Usage { get; init; }

    /// <summary>The most that was; cgroup version 1 only.</summary>
    [JsonPropertyName("max_usage")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong MaxUsage { get; init; }

    /// <summary>All lines of <c>memory.stat</c>.</summary>
    [JsonPropertyName("stats")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, ulong>? Stats { get; init; }

    /// <summary>How often the limit was hit; cgroup version 1 only.</summary>
    [JsonPropertyName("failcnt")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong FailCount { get; init; }

    /// <summary>The limit: the host's memory where there is none.</summary>
    [JsonPropertyName("limit")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Limit { get; init; }
}
