using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives;

/// <summary>An image that was loaded.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Target">Its manifest or index.</param>
/// <param name="Names">The names that the archive gave it.</param>
public sealed record LoadedImage(Digest Id, Descriptor Target, IReadOnlyList<ImageReference> Names);
