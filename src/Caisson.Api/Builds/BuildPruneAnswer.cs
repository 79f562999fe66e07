namespace Caisson.Api.Builds;

/// <summary>What pruning the build cache came to.</summary>
internal sealed class BuildPruneAnswer
{
    /// <summary>The steps that are forgotten have no ids of their own.</summary>
    public required IReadOnlyList<string>? CachesDeleted { get; init; }

    /// <summary>Bytes that are free now.</summary>
    public required long SpaceReclaimed { get; init; }
}
