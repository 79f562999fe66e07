using Caisson.Images.Registry.Http;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Pull;

/// <summary>The image that is pulled.</summary>
/// <param name="Document">Its manifest.</param>
/// <param name="ConfigBytes">Its configuration as it came.</param>
/// <param name="Config">Its configuration.</param>
internal sealed record ChosenImage(RemoteManifest Document, byte[] ConfigBytes, ImageConfig Config)
{
    internal ImageManifest Manifest => Document.Manifest!;
}
