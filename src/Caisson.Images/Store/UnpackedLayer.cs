using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>A layer that is unpacked, ready to be stacked by overlayfs.</summary>
/// <param name="DiffId">The digest of its tar.</param>
/// <param name="Folder">The directory with its files, absolute.</param>
/// <param name="Sizes">How much it is.</param>
public sealed record UnpackedLayer(Digest DiffId, string Folder, LayerRecord Sizes)
{
    /// <summary>The directories that the layer has something in, and does not name; see <see cref="ImpliedRecord"/>.</summary>
    internal IReadOnlyList<byte[]> ReadImplied() => ImpliedRecord.Read(Path.GetDirectoryName(Folder)!);
}
