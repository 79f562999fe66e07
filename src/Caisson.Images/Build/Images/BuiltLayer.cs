using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build.Images;

/// <summary>A layer of an image that is being built.</summary>
/// <param name="DiffId">The digest of its tar.</param>
/// <param name="Transport">The layer as it is transported.</param>
/// <param name="Folder">Where it is unpacked.</param>
internal sealed record BuiltLayer(Digest DiffId, Descriptor Transport, string Folder);
