using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry;

/// <summary>What has been pulled.</summary>
/// <param name="Target">What the name refers to: a manifest or an index.</param>
/// <param name="Manifest">The image that was chosen.</param>
/// <param name="ImageId">The digest of its configuration.</param>
/// <param name="IsNew">Whether the name referred to something else before, or to nothing.</param>
public sealed record PullResult(Descriptor Target, Descriptor Manifest, Digest ImageId, bool IsNew);
