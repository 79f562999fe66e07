using Caisson.Linux.Descriptors;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>Images as people see them: listed, found by name or id, and removed, as with Docker.</summary>
public sealed class ImageCatalog
{
    private readonly ImageStore _store;
    private readonly StoreFolder _folder;

    internal ImageCatalog(ImageStore store, StoreFolder folder)
    {
        _store = store;
        _folder = folder;
    }

    /// <summary>All images that are whole, the newest first; of an index, the one for this host.</summary>
    public IReadOnlyList<StoredImage> List() => Snapshot(Platform.Host).Images();

    /// <summary>The image that somebody means.</summary>
    /// <param name="nameOrId">A name, an id or its beginning, or the digest of a manifest or index.</param>
    /// <param name="platform">Which image of an index; this host's if null.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="ImageException">It is neither a name nor an id, or the beginning of several.</exception>
    public StoredImage? TryGet(string nameOrId, Platform? platform = null) =>
        Snapshot(platform ?? Platform.Host).TryFind(nameOrId)?.Image;

    /// <summary>As <see cref="TryGet"/>, but nothing found is an error.</summary>
    public StoredImage Get(string nameOrId, Platform? platform = null) => TryGet(nameOrId, platform) ?? throw Missing(nameOrId);

    /// <summary>The image for a platform behind a manifest or index, whether it has a name or not.</summary>
    /// <param name="target">The manifest or index, on which the caller has a lease.</param>
    /// <param name="platform">Which image of an index; this host's if null.</param>
    /// <returns>Null where nothing of it is there, or it is no image but an artifact. A damaged document counts as not
    /// there, and has been removed, so that it can be fetched again.</returns>
    /// <exception cref="ImageException">A document is malformed, or they are nested too deeply.</exception>
    public StoredImage? TryResolve(Descriptor target, Platform? platform = null) =>
        new ImageResolver(_store.Limits, platform ?? Platform.Host, ReadOrRemove).TryResolve(target);

    /// <summary>Removes a name and, where it was the last one, the image; or by its id the image with all of its
    /// names.</summary>
    /// <param name="nameOrId">As in <see cref="TryGet"/>.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ImageException">There is none, or it is in use; with the words of Docker's errors.</exception>
    public ImageRemoval Remove(string nameOrId, ImageRemovalOptions? options = null)
    {
        ImageRemover remover = new(_store, options ?? new ImageRemovalOptions());
        using (FileDescriptor exclusive = _folder.Exclude())
        {
            ImageSnapshot snapshot = SnapshotLocked();
            (StoredImage image, StoredReference? name) = snapshot.TryFind(nameOrId) ?? throw Missing(nameOrId);
            remover.Remove(snapshot, image, name, nameOrId);
            return remover.Finish(exclusive, _folder);
        }
    }

    /// <summary>Removes images that no container uses: those without a tag, or all.</summary>
    /// <param name="all">Whether those with tags too, and transfers that were broken off, which are kept for a day
    /// otherwise.</param>
    /// <param name="options">How; <see cref="ImageRemovalOptions.Force"/> makes no difference.</param>
    public ImageRemoval Prune(bool all, ImageRemovalOptions? options = null)
    {
        options = (options ?? new ImageRemovalOptions()) with { Force = true };
        ImageRemover remover = new(_store, options);
        using (FileDescriptor exclusive = _folder.Exclude())
        {
            ImageSnapshot snapshot = SnapshotLocked();
            foreach (StoredImage image in snapshot.Images())
            {
                if ((all || !image.HasTag) && options.UsersOf(image.Id).Count == 0)
                {
                    remover.Remove(snapshot, image, null);
                }
            }

            return remover.Finish(exclusive, _folder, all ? new GarbageOptions { KeepTransfers = TimeSpan.Zero } : null);
        }
    }

    private static ImageException Missing(string nameOrId) => new(
        ImageErrorKind.NotFound,
        $"no such image: {(ImageReference.TryParse(nameOrId, out ImageReference? name) ? name.WithDefaultTag().Familiar : nameOrId)}");

    private ImageSnapshot Snapshot(Platform platform) =>
        new(_store.References.List(), new ImageResolver(_store.Limits, platform, ReadOrRemove));

    // Removing what is damaged takes the lock, which is taken already.
    private ImageSnapshot SnapshotLocked() =>
        new(_store.References.List(), new ImageResolver(_store.Limits, Platform.Host, _store.Content.TryReadSmall));

    private byte[]? ReadOrRemove(Digest digest, int maxBytes)
    {
        try
        {
            return _store.Content.ReadSmall(digest, maxBytes);
        }
        catch (ImageException e) when (e.Kind is ImageErrorKind.NotFound or ImageErrorKind.DigestMismatch)
        {
            return null;
        }
    }
}
