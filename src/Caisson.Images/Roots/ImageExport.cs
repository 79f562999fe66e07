using Caisson.Images.Layers.Diff;
using Caisson.Images.Store;
using Caisson.Linux.Files;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Roots;

/// <summary>
/// The root file system that an image's containers begin with, to be written as one archive, as <c>docker export</c> does
/// for a container. What dockerd adds to a new container (.dockerenv, mount points) is not in it. The other way round is
/// <see cref="Archives.ImageImporter"/>.
/// </summary>
/// <remarks>Needs CAP_SYS_ADMIN, in a user namespace at least, for overlayfs. Thread: any.</remarks>
public sealed class ImageExport : IDisposable
{
    private readonly ImageStore _store;
    private readonly Lease _lease;
    private readonly IReadOnlyList<UnpackedLayer> _layers;

    private ImageExport(ImageStore store, Lease lease, IReadOnlyList<UnpackedLayer> layers)
    {
        _store = store;
        _lease = lease;
        _layers = layers;
    }

    /// <summary>Finds an image, and unpacks what of it is not unpacked yet.</summary>
    /// <param name="store">Where the image is.</param>
    /// <param name="image">Its name or id.</param>
    /// <param name="platform">Which image of an index; this host's if null.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">There is no such image, or a part of it is missing or damaged.</exception>
    public static async Task<ImageExport> OpenAsync(
        ImageStore store, string image, Platform? platform = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        Lease lease = store.Leases.Begin();
        try
        {
            StoredImage named = store.Images.Get(image, platform);
            lease.AddImage(named.Target.Digest);
            StoredImage found = store.Images.TryResolve(named.ManifestDescriptor, platform) ?? throw new ImageException(
                ImageErrorKind.NotFound, $"{image}: parts of the image are not in the store: pull it again");
            return new ImageExport(
                store, lease, await ImageLayers.UnpackAsync(store, lease, found, cancellation).ConfigureAwait(false));
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Writes the root. The same image gives the same bytes.</summary>
    /// <param name="archive">Where to, uncompressed; it stays the caller's, and need not be able to seek.</param>
    /// <param name="cancellation">Ends the work between two entries.</param>
    /// <exception cref="ImageException">A path is longer than the store allows.</exception>
    /// <exception cref="Linux.LinuxException">The kernel refused something.</exception>
    public void Write(Stream archive, CancellationToken cancellation = default)
    {
        // Whoever is killed leaves it to the next collection.
        using LayerDraft own = _store.Layers.Begin(_lease);
        using RootDirectory root = OverlayRoot.OpenReadOnly(StackedLayers.Of(_layers, () => own.Folder));
        TreeArchive.Write(root.Directory, archive, _store.Limits, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _lease.Dispose();
}
