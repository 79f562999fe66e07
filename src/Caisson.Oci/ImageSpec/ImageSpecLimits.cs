namespace Caisson.Oci.ImageSpec;

/// <summary>What a document of an image may have at most. Each is far above what images have, and low enough that what
/// passes can be added up and walked through.</summary>
public static class ImageSpecLimits
{
    /// <summary>Bytes in a manifest or index: 4 MiB, which is what registries accept (distribution-spec, §Pushing
    /// Manifests).</summary>
    public const int MaxManifestBytes = 4 << 20;

    /// <summary>Bytes in an image configuration: 8 MiB.</summary>
    public const int MaxConfigBytes = 8 << 20;

    /// <summary>Descriptors in a manifest or index.</summary>
    public const int MaxDescriptors = 10_000;

    /// <summary>Bytes that a descriptor may promise: 256 TiB. The sum of all descriptors of a document fits a
    /// long.</summary>
    public const long MaxContentBytes = 1L << 48;

    /// <summary>Characters in a media type (RFC 6838 §4.2: 127 each for type and subtype).</summary>
    public const int MaxMediaTypeChars = 255;
}
