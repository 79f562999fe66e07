using Caisson.Images.Layers.Compression;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives.Intake;

/// <summary>Content that is in the store now, and may be a layer.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="Compression">How it is compressed.</param>
/// <param name="DiffId">The digest of the archive in it; null where it could not be unpacked.</param>
/// <param name="Fault">Why it could not be unpacked.</param>
internal sealed record TakenLayer(
    Digest Digest, long SizeBytes, CompressionKind Compression, Digest? DiffId, ImageException? Fault)
{
    /// <summary>The layer for a manifest.</summary>
    internal Descriptor ToDescriptor() => new()
    {
        MediaType = MediaTypeOf(Compression),
        Digest = Digest,
        Size = SizeBytes,
    };

    /// <summary>What a layer with a compression calls itself.</summary>
    internal static string MediaTypeOf(CompressionKind compression) => compression switch
    {
        CompressionKind.Gzip => MediaTypes.OciLayerTarGzip,
        CompressionKind.Zstd => MediaTypes.OciLayerTarZstd,
        _ => MediaTypes.OciLayerTar,
    };
}
