using System.Text.Json.Serialization;
using Caisson.Engine;
using Caisson.Engine.Volumes;
using Caisson.Oci.ImageSpec;

namespace Caisson.Api.Volumes;

/// <summary>A volume; Docker Engine API, Volume.</summary>
internal sealed record VolumeAnswer
{
    public required string CreatedAt { get; init; }

    public required string Driver { get; init; }

    public required IReadOnlyDictionary<string, string>? Labels { get; init; }

    public required string Mountpoint { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyDictionary<string, string>? Options { get; init; }

    public string Scope { get; init; } = "local";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UsageAnswer? UsageData { get; init; }

    /// <summary>Of a volume; how much it takes is not asked.</summary>
    internal static VolumeAnswer Of(EngineHost host, VolumeRecord volume) => new()
    {
        CreatedAt = ImageTime.Format(DateTimeOffset.FromUnixTimeSeconds(volume.CreatedAt.ToUnixTimeSeconds())),
        Driver = volume.Driver,
        Labels = volume.Labels,
        Mountpoint = host.Volumes.MountpointOf(volume.Name),
        Name = volume.Name,
        Options = volume.Options,
    };
}

/// <summary>How much a volume takes, and who uses it.</summary>
internal sealed record UsageAnswer(long RefCount, long Size);

/// <summary>Volumes.</summary>
internal sealed record VolumeListAnswer(IReadOnlyList<VolumeAnswer> Volumes, IReadOnlyList<string>? Warnings);

/// <summary>Volumes were removed.</summary>
internal sealed record VolumePruneAnswer(IReadOnlyList<string>? VolumesDeleted, long SpaceReclaimed);

/// <summary>A volume that somebody wants.</summary>
internal sealed record VolumeCreateBody
{
    public string Name { get; set; } = "";

    public string Driver { get; set; } = "";

    public Dictionary<string, string>? DriverOpts { get; set; }

    public Dictionary<string, string>? Labels { get; set; }
}
