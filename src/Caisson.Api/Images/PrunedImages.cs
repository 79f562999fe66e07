namespace Caisson.Api.Images;

/// <summary>What pruning came to; Docker Engine API, ImagePruneResponse.</summary>
internal sealed class PrunedImages
{
    /// <summary>What is gone; null for nothing.</summary>
    public required IReadOnlyList<RemovedImage>? ImagesDeleted { get; init; }

    /// <summary>Bytes that are free now.</summary>
    public required long SpaceReclaimed { get; init; }
}
