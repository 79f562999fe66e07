using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>What the removal of images came to.</summary>
public sealed record ImageRemoval
{
    /// <summary>Names that are gone, as people write them.</summary>
    public required IReadOnlyList<string> Untagged { get; init; }

    /// <summary>What is gone, as Docker lists it: an image's id, then the chain ids of those of its layers that no other
    /// image has, the highest first.</summary>
    public required IReadOnlyList<Digest> Deleted { get; init; }

    /// <summary>Bytes that are free now.</summary>
    public required long FreedBytes { get; init; }
}
