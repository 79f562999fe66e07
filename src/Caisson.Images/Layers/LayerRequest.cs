using System.Security.Cryptography;
using Caisson.Images.Layers.Recipes;
using Caisson.Images.Layers.Unpack;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Layers;

/// <summary>What is known of a layer before it arrives, and what is to be done with it.</summary>
public sealed record LayerRequest
{
    /// <summary>The digest of the data as it comes; null where nobody knows it.</summary>
    public Digest? Digest { get; init; }

    /// <summary>How many bytes will come; null where nobody knows.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>The digest of the archive, uncompressed; null where nobody knows it.</summary>
    public Digest? DiffId { get; init; }

    /// <summary>Where the data is written to as it comes, null for nowhere. It stays the caller's.</summary>
    public Stream? Copy { get; init; }

    /// <summary>
    /// Has been given all that the layer has been read to, whenever it is asked: where whoever reads or copies the data
    /// computes its digest already. Null for nobody who does.
    /// </summary>
    internal IncrementalHash? Hash { get; init; }

    /// <summary>
    /// Becomes the recipe of the archive, which comes uncompressed; null for none. That the archive can't be unpacked is
    /// no error then, but <see cref="LayerResult.Fault"/>, and the recipe is complete all the same.
    /// </summary>
    internal RecipeWriter? Recipe { get; init; }

    /// <summary>How it is unpacked.</summary>
    public UnpackOptions Unpack { get; init; } = new();
}
