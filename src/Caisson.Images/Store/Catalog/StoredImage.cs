using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>An image of one platform, as the store has it.</summary>
public sealed record StoredImage
{
    /// <summary>The image's id: the digest of its configuration.</summary>
    public required Digest Id { get; init; }

    /// <summary>What its names refer to: its manifest, or an index that has it.</summary>
    public required Descriptor Target { get; init; }

    /// <summary>Its manifest's descriptor.</summary>
    public required Descriptor ManifestDescriptor { get; init; }

    /// <summary>Its manifest.</summary>
    public required ImageManifest Manifest { get; init; }

    /// <summary>Its configuration.</summary>
    public required ImageConfig Config { get; init; }

    /// <summary>Its names, in their order; empty for one that has lost them.</summary>
    public IReadOnlyList<ImageReference> Names { get; init; } = [];

    /// <summary>The id's first twelve digits, as people see it.</summary>
    public string ShortId => Id.Hex[..12];

    /// <summary>Bytes of its layers as they are transported.</summary>
    public long TransportBytes => Manifest.Layers.Sum(l => l.Size);
}
