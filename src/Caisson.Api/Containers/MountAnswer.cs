using System.Text.Json.Serialization;
using Caisson.Engine.Containers.Model;

namespace Caisson.Api.Containers;

/// <summary>A mount; Docker Engine API, MountPoint.</summary>
internal sealed record MountAnswer
{
    public required string Type { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    public required string Source { get; init; }

    public required string Destination { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Driver { get; init; }

    public required string Mode { get; init; }

    [JsonPropertyName("RW")]
    public required bool IsWritable { get; init; }

    public required string Propagation { get; init; }

    /// <summary>The mounts of a container, but for those that settings have as directories in memory by themselves.</summary>
    internal static IReadOnlyList<MountAnswer> Of(ContainerRecord record) =>
    [
        .. record.Mounts.Where(m => m.Type != MountPoint.Tmpfs || m.TmpfsOptions is not null).Select(m => new MountAnswer
        {
            Type = m.Type,
            Name = m.Type == MountPoint.Volume ? m.Name : null,
            Source = m.Source,
            Destination = m.Destination,
            Driver = m.Driver.Length > 0 ? m.Driver : null,
            Mode = m.Type == MountPoint.Tmpfs ? "" : m.Mode,
            IsWritable = m.IsWritable,
            Propagation = m.Propagation,
        }),
    ];
}
