using System.Text.Json.Serialization;
using Caisson.Engine.Settings;

namespace Caisson.Api.Containers;

/// <summary>All about a container; Docker Engine API, ContainerInspectResponse.</summary>
internal sealed record InspectAnswer
{
    public required string Id { get; init; }

    public required string Created { get; init; }

    public required string Path { get; init; }

    public required IReadOnlyList<string> Args { get; init; }

    public required StateAnswer State { get; init; }

    public required string Image { get; init; }

    public required string ResolvConfPath { get; init; }

    public required string HostnamePath { get; init; }

    public required string HostsPath { get; init; }

    public required string LogPath { get; init; }

    public required string Name { get; init; }

    public required int RestartCount { get; init; }

    public required string Driver { get; init; }

    public required string Platform { get; init; }

    public string MountLabel { get; init; } = "";

    public string ProcessLabel { get; init; } = "";

    public string AppArmorProfile { get; init; } = "";

    [JsonPropertyName("ExecIDs")]
    public IReadOnlyList<string>? ExecIds { get; init; }

    public required HostSettings HostConfig { get; init; }

    public required GraphDriverAnswer GraphDriver { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRw { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRootFs { get; init; }

    public required IReadOnlyList<MountAnswer> Mounts { get; init; }

    public required ContainerSettings Config { get; init; }

    public required NetworkSettings NetworkSettings { get; init; }
}

/// <summary>Where a container stands; Docker Engine API, ContainerState.</summary>
internal sealed record StateAnswer
{
    public required string Status { get; init; }

    public required bool Running { get; init; }

    public required bool Paused { get; init; }

    public required bool Restarting { get; init; }

    [JsonPropertyName("OOMKilled")]
    public required bool IsOutOfMemory { get; init; }

    public required bool Dead { get; init; }

    public required int Pid { get; init; }

    public required int ExitCode { get; init; }

    public required string Error { get; init; }

    public required string StartedAt { get; init; }

    public required string FinishedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthAnswer? Health { get; init; }
}

/// <summary>Whether it works; Docker Engine API, Health.</summary>
internal sealed record HealthAnswer(string Status, int FailingStreak, IReadOnlyList<HealthLogAnswer> Log);

/// <summary>A test.</summary>
internal sealed record HealthLogAnswer(string Start, string End, int ExitCode, string Output);

/// <summary>Where its files are; Docker Engine API, DriverData.</summary>
internal sealed record GraphDriverAnswer(IReadOnlyDictionary<string, string> Data, string Name);
