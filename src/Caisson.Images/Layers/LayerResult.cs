using Caisson.Images.Layers.Compression;
using Caisson.Images.Layers.Unpack;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Layers;

/// <summary>What a layer was.</summary>
/// <param name="Digest">The digest of the data as it came.</param>
/// <param name="SizeBytes">How many bytes came.</param>
/// <param name="Compression">How it was compressed.</param>
/// <param name="DiffId">The digest of the archive, uncompressed.</param>
/// <param name="Sizes">What was in it.</param>
public sealed record LayerResult(Digest Digest, long SizeBytes, CompressionKind Compression, Digest DiffId, LayerSizes Sizes)
{
    /// <summary>Why not all of it could be unpacked, where that is no error.</summary>
    internal ImageException? Fault { get; init; }
}
