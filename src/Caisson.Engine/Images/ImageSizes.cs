using Caisson.Images.Store;

namespace Caisson.Engine.Images;

/// <summary>How much images and their layers are.</summary>
public static class ImageSizes
{
    /// <summary>Bytes in the files of an image; of layers that are not unpacked, the bytes as they are transported.</summary>
    public static long Of(ImageStore store, StoredImage image) => OfLayers(store, image).Sum();

    /// <summary>The same for each layer, the lowest first.</summary>
    public static IReadOnlyList<long> OfLayers(ImageStore store, StoredImage image)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(image);
        List<long> sizes = [];
        for (int i = 0; i < image.Config.RootFs.DiffIds.Count; i++)
        {
            sizes.Add(store.Layers.TryGet(image.Config.RootFs.DiffIds[i])?.Sizes.FileBytes
                ?? (i < image.Manifest.Layers.Count ? image.Manifest.Layers[i].Size : 0));
        }

        return sizes;
    }
}
