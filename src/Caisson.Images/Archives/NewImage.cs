using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives;

/// <summary>An image that was made here.</summary>
/// <param name="Id">Its id, the digest of its configuration.</param>
/// <param name="Manifest">Its manifest.</param>
public sealed record NewImage(Digest Id, Descriptor Manifest);
