using System.Text.Json.Serialization;

namespace Caisson.Api.Containers;

/// <summary>A container was made.</summary>
internal sealed record CreateAnswer(string Id, IReadOnlyList<string> Warnings);

/// <summary>A container has ended.</summary>
internal sealed record WaitAnswer(
    int StatusCode, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WaitError? Error);

/// <summary>What went wrong.</summary>
internal sealed record WaitError(string Message);

/// <summary>Containers were removed.</summary>
internal sealed record PruneAnswer(IReadOnlyList<string>? ContainersDeleted, long SpaceReclaimed);

/// <summary>A path that a container has changed.</summary>
internal sealed record ChangeAnswer(string Path, int Kind);

/// <summary>An image was made of a container.</summary>
internal sealed record CommitAnswer(string Id);

/// <summary>What is at a path in a container; Docker Engine API, ContainerArchiveInfo.</summary>
internal sealed record PathStatus
{
    /// <summary>Its name.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Its size in bytes.</summary>
    [JsonPropertyName("size")]
    public required long Size { get; init; }

    /// <summary>Its kind and permissions, as Go's fs.FileMode has them.</summary>
    [JsonPropertyName("mode")]
    public required uint Mode { get; init; }

    /// <summary>When it was changed.</summary>
    [JsonPropertyName("mtime")]
    public required string ModifiedAt { get; init; }

    /// <summary>Where it leads, of a symbolic link.</summary>
    [JsonPropertyName("linkTarget")]
    public required string LinkTarget { get; init; }
}
