using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry;

/// <summary>What a registry has under a name.</summary>
/// <param name="Target">The manifest or index.</param>
/// <param name="Platforms">What it runs on.</param>
public sealed record RemoteImage(Descriptor Target, IReadOnlyList<Platform> Platforms);
