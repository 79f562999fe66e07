using Caisson.Images.Archives.Intake;
using Caisson.Images.Layers.Buffers;
using Caisson.Images.Layers.Compression;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives;

/// <summary>Makes an image of one layer from the archive of a root, as <c>docker import</c> does. The other way round is
/// <see cref="Roots.ImageExport"/>.</summary>
/// <remarks>Thread: any; a call blocks its own, and runs others of its own beside.</remarks>
public static class ImageImporter
{
    /// <summary>Makes the image.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="root">
    /// The root as tar, compressed or not; it becomes the layer as it comes, except that xz and bzip2 are undone. It stays
    /// the caller's.
    /// </param>
    /// <param name="request">What becomes of it.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">The root or a change is malformed, hostile or too large. There is no image.</exception>
    public static NewImage Import(
        ImageStore store, Stream root, ImportRequest? request = null, CancellationToken cancellation = default)
    {
        request ??= new ImportRequest();
        ContainerDefaults config = ConfigChanges.Apply(request.Config, request.Changes);
        try
        {
            using Lease lease = store.Leases.Begin();
            TakenLayer layer = Take(store, lease, root, cancellation);
            string created = ImageTime.Format(request.Created ?? request.Clock.GetUtcNow());
            ImageConfig image = new()
            {
                Created = created,
                Architecture = request.Platform.Architecture,
                Os = request.Platform.Os,
                Variant = request.Platform.Variant,
                Config = config,
                RootFs = new RootFs { DiffIds = [layer.DiffId!.Value] },
                History = [new HistoryEntry { Created = created, CreatedBy = request.CreatedBy, Comment = request.Message }],
            };
            return NewImageWriter.Write(store, lease, image, [layer.ToDescriptor()], request.Name);
        }
        catch
        {
            Unused.Collect(store);
            throw;
        }
    }

    private static TakenLayer Take(ImageStore store, Lease lease, Stream root, CancellationToken cancellation)
    {
        byte[] start = new byte[LayerCompression.DetectBytes];
        int length = root.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        var whole = new PrefixedStream(start.AsMemory(0, length), root);
        if (length == 0)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, "the root to import is empty");
        }

        if (Decompression.IsLayerCompression(start.AsSpan(0, length)))
        {
            return LayerIntake.Take(store, lease, whole, cancellation);
        }

        using Decompression decompression = Decompression.Detect(start.AsSpan(0, length), whole, store.Limits);
        return LayerIntake.Take(store, lease, decompression.Stream, cancellation);
    }
}
