using System.Text.Json.Serialization;

namespace Caisson.Api.Images;

/// <summary>An image in a list; Docker Engine API, ImageSummary.</summary>
internal sealed class ImageSummary
{
    /// <summary>How many containers use it; -1 where nobody asked.</summary>
    public required long Containers { get; init; }

    /// <summary>When it was made, in seconds since 1970.</summary>
    public required long Created { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its labels; null for none.</summary>
    public required IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>What it was built on; empty, for nobody keeps that any more.</summary>
    public string ParentId { get; init; } = "";

    /// <summary>Its names with digests.</summary>
    public required IReadOnlyList<string> RepoDigests { get; init; }

    /// <summary>Its names with tags.</summary>
    public required IReadOnlyList<string> RepoTags { get; init; }

    /// <summary>Bytes of its layers that others have, too; -1 where nobody asked.</summary>
    public required long SharedSize { get; init; }

    /// <summary>Bytes of its layers.</summary>
    public required long Size { get; init; }

    /// <summary>The same, for clients before 1.44.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? VirtualSize { get; init; }
}
