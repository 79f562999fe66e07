using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Push;

/// <summary>A manifest or index that is pushed.</summary>
/// <param name="Descriptor">What it is.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record PushedManifest(Descriptor Descriptor, byte[] Content);
