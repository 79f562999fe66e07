using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Http;

/// <summary>A manifest or an index that has been fetched, and has the digest that it should have.</summary>
/// <param name="Descriptor">What it is.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Manifest">The manifest, if it is one.</param>
/// <param name="Index">The index, if it is one.</param>
internal sealed record RemoteManifest(Descriptor Descriptor, byte[] Content, ImageManifest? Manifest, ImageIndex? Index);
