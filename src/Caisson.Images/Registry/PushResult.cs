using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry;

/// <summary>What has been pushed.</summary>
/// <param name="Tag">The tag; the digest where the name has none.</param>
/// <param name="Target">What the registry knows it by: a manifest or an index.</param>
public sealed record PushResult(string Tag, Descriptor Target);
