using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Push;

/// <summary>A blob that is pushed.</summary>
/// <param name="Descriptor">The blob.</param>
/// <param name="LayerId">What it is called in what is shown: the beginning of the digest of a layer's tar; null for what is
/// not shown.</param>
internal sealed record PushedBlob(Descriptor Descriptor, string? LayerId);
