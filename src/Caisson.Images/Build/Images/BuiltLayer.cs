using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build.Images;

/// <summary>A layer of an image that is being built.</summary>
/// <param name="Unpacked">The layer as it is unpacked.</param>
/// <param name="Transport">The layer as it is transported.</param>
internal sealed record BuiltLayer(UnpackedLayer Unpacked, Descriptor Transport)
{
    /// <summary>The digest of its tar.</summary>
    internal Digest DiffId => Unpacked.DiffId;
}
