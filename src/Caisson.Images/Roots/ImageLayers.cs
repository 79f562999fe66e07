using Caisson.Images.Layers;
using Caisson.Images.Layers.Unpack;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Roots;

/// <summary>The layers of an image as directories: those that are not unpacked yet are then.</summary>
/// <remarks>Thread: any.</remarks>
public static class ImageLayers
{
    /// <summary>Gets the layers of an image, several at a time.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="lease">Keeps them; it keeps the image already.</param>
    /// <param name="image">The image.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The layers, the lowest first.</returns>
    /// <exception cref="ImageException">The image does not fit together, has too many layers, or one is damaged.</exception>
    public static async Task<IReadOnlyList<UnpackedLayer>> UnpackAsync(
        ImageStore store, Lease lease, StoredImage image, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(image);
        IReadOnlyList<Digest> diffIds = image.Config.RootFs.DiffIds;
        if (diffIds.Count != image.Manifest.Layers.Count)
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent,
                $"image {image.ShortId}: the manifest has {image.Manifest.Layers.Count} layers, the configuration {diffIds.Count}");
        }

        if (diffIds.Count > store.Limits.Layers)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded,
                $"image {image.ShortId}: has {diffIds.Count} layers, more than the {store.Limits.Layers} that are stacked");
        }

        return await Task.WhenAll(diffIds.Select((id, i) => UnpackAsync(store, lease, id, image.Manifest.Layers[i], cancellation)))
            .ConfigureAwait(false);
    }

    private static async Task<UnpackedLayer> UnpackAsync(
        ImageStore store, Lease lease, Digest diffId, Descriptor transport, CancellationToken cancellation)
    {
        lease.AddLayer(diffId);
        if (store.Layers.TryGet(diffId) is { } present)
        {
            return present;
        }

        using LayerDraft draft = store.Layers.Begin(lease);
        using Stream content = store.Content.OpenRead(transport.Digest);
        LayerRequest request = new()
        {
            Digest = transport.Digest,
            SizeBytes = transport.Size,
            DiffId = diffId,
            Unpack = new UnpackOptions { Limits = store.Limits },
        };
        LayerResult result = await LayerPipeline.RunAsync(content, draft.Folder, request, cancellation).ConfigureAwait(false);
        return draft.Commit(diffId, result.Sizes);
    }
}
