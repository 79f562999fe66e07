using System.Text.Json.Serialization;
using Caisson.Api.Containers;
using Caisson.Api.Images;
using Caisson.Api.Volumes;

namespace Caisson.Api.Daemon;

/// <summary>What takes room on the disk; Docker Engine API, SystemDataUsageResponse. Kinds that nobody asks for are null.</summary>
internal sealed class DiskUsageAnswer
{
    /// <summary>Bytes of all layers.</summary>
    public required long LayersSize { get; init; }

    /// <summary>Images, with how much of each others have, too.</summary>
    public required IReadOnlyList<ImageSummary>? Images { get; init; }

    /// <summary>Containers, with their sizes.</summary>
    public required IReadOnlyList<ListAnswer>? Containers { get; init; }

    /// <summary>Volumes, with their sizes.</summary>
    public required IReadOnlyList<VolumeAnswer>? Volumes { get; init; }

    /// <summary>What builds keep: layers, which are counted there.</summary>
    public required IReadOnlyList<BuildCacheAnswer>? BuildCache { get; init; }

    /// <summary>Bytes that the builder keeps; an old name.</summary>
    public long BuilderSize { get; init; }
}

/// <summary>What builds keep: nothing that has a name.</summary>
internal sealed class BuildCacheAnswer
{
    /// <summary>Its id.</summary>
    [JsonPropertyName("ID")]
    public required string Id { get; init; }
}
