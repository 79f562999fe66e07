using System.Text.Json.Serialization;
using Caisson.Engine.Settings;

namespace Caisson.Api.Containers;

/// <summary>A container in a list; Docker Engine API, ContainerSummary.</summary>
internal sealed record ListAnswer
{
    public required string Id { get; init; }

    public required IReadOnlyList<string> Names { get; init; }

    public required string Image { get; init; }

    [JsonPropertyName("ImageID")]
    public required string ImageId { get; init; }

    public required string Command { get; init; }

    public required long Created { get; init; }

    public required IReadOnlyList<PortAnswer> Ports { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRw { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRootFs { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required string State { get; init; }

    public required string Status { get; init; }

    public required ListHostAnswer HostConfig { get; init; }

    public required ListNetworksAnswer NetworkSettings { get; init; }

    public required IReadOnlyList<MountAnswer> Mounts { get; init; }
}

/// <summary>A port; Docker Engine API, Port.</summary>
internal sealed record PortAnswer
{
    [JsonPropertyName("IP")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Address { get; init; }

    public required int PrivatePort { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int PublicPort { get; init; }

    public required string Type { get; init; }
}

/// <summary>What a list says of a container's host settings.</summary>
internal sealed record ListHostAnswer
{
    public required string NetworkMode { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}

/// <summary>What a list says of a container's networks.</summary>
internal sealed record ListNetworksAnswer(IReadOnlyDictionary<string, EndpointSettings> Networks);
