using System.Text.Json.Serialization;
using Caisson.Api.Registries;

namespace Caisson.Api.Images;

/// <summary>All that is known of an image; Docker Engine API, ImageInspect.</summary>
internal sealed class ImageInspection
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its names with tags.</summary>
    public required IReadOnlyList<string> RepoTags { get; init; }

    /// <summary>Its names with digests.</summary>
    public required IReadOnlyList<string> RepoDigests { get; init; }

    /// <summary>What it was built on: nobody keeps that.</summary>
    public string Parent { get; init; } = "";

    /// <summary>What somebody has said of its last layer.</summary>
    public required string Comment { get; init; }

    /// <summary>When it was made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? Created { get; init; }

    /// <summary>With which engine: nobody keeps that.</summary>
    public string DockerVersion { get; init; } = "";

    /// <summary>By whom.</summary>
    public required string Author { get; init; }

    /// <summary>What its containers do.</summary>
    public required ImageDefaults Config { get; init; }

    /// <summary>The processor.</summary>
    public required string Architecture { get; init; }

    /// <summary>Which of the processors of that name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? Variant { get; init; }

    /// <summary>The operating system.</summary>
    public required string Os { get; init; }

    /// <summary>Its version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? OsVersion { get; init; }

    /// <summary>Bytes of its layers.</summary>
    public required long Size { get; init; }

    /// <summary>The same, for clients before 1.44.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? VirtualSize { get; init; }

    /// <summary>Where its files are.</summary>
    public required GraphDriverAnswer GraphDriver { get; init; }

    /// <summary>Its layers.</summary>
    public required RootFsAnswer RootFS { get; init; }

    /// <summary>What only this engine knows of it.</summary>
    public required ImageMetadata Metadata { get; init; }

    /// <summary>What its names refer to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ContentDescriptor? Descriptor { get; init; }
}

/// <summary>Where an image's files are.</summary>
internal sealed class GraphDriverAnswer
{
    /// <summary>The folders.</summary>
    public required IReadOnlyDictionary<string, string>? Data { get; init; }

    /// <summary>How they are laid over each other.</summary>
    public required string Name { get; init; }
}

/// <summary>An image's layers.</summary>
internal sealed class RootFsAnswer
{
    /// <summary>Always layers.</summary>
    public string Type { get; init; } = "layers";

    /// <summary>Their digests, unpacked, the lowest first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required IReadOnlyList<string>? Layers { get; init; }
}

/// <summary>What only this engine knows of an image.</summary>
internal sealed class ImageMetadata
{
    /// <summary>When it got a name last; the year 1 where that is not known.</summary>
    public string LastTagTime { get; init; } = "0001-01-01T00:00:00Z";
}
