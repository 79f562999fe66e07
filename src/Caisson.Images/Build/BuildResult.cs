using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build;

/// <summary>What a build made.</summary>
/// <param name="ImageId">The digest of the image's configuration, which Docker calls the image's id.</param>
/// <param name="Manifest">The image's manifest in the store.</param>
public sealed record BuildResult(Digest ImageId, Descriptor Manifest);
