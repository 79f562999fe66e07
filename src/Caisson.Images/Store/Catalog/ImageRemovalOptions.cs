using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>How to remove images.</summary>
public sealed record ImageRemovalOptions
{
    /// <summary>Whether to remove an image that has several names or stopped containers.</summary>
    public bool Force { get; init; }

    /// <summary>The containers of an image. Called while the store is locked: it must not use the store.</summary>
    public Func<Digest, IReadOnlyList<ImageUser>> UsersOf { get; init; } = static _ => [];
}
