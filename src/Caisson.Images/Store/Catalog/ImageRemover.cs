using Caisson.Linux.Descriptors;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>Removes images after Docker's rules, under the exclusive lock. References are written before others are
/// removed: whenever the process ends, an image that has to stay has one.</summary>
internal sealed class ImageRemover
{
    private readonly ImageStore _store;
    private readonly ImageRemovalOptions _options;
    private readonly List<string> _untagged = [];
    private readonly List<StoredImage> _deleted = [];

    internal ImageRemover(ImageStore store, ImageRemovalOptions options)
    {
        _store = store;
        _options = options;
    }

    /// <summary>Removes a reference, or an image.</summary>
    /// <param name="snapshot">What there is.</param>
    /// <param name="image">The image.</param>
    /// <param name="name">The reference, if the image was named by one; null if by its id.</param>
    /// <param name="asked">What the caller calls it; null where that is its own name.</param>
    /// <exception cref="ImageException">It is in use.</exception>
    internal void Remove(ImageSnapshot snapshot, StoredImage image, StoredReference? name, string? asked = null)
    {
        List<StoredReference> references = snapshot.ReferencesTo(image.Id);
        List<StoredReference> named = [.. references.Where(r => r.Name is not null)];
        IReadOnlyList<ImageUser> users = _options.UsersOf(image.Id);
        bool isSingle = IsSingle(named);
        if (name is null)
        {
            // By id: an image with names in several places is removed only by force.
            if (Conflict(image, users, hasOtherNames: !isSingle && named.Count > 0) is { } conflict)
            {
                throw conflict;
            }

            Delete(image, references);
            return;
        }

        if (!_options.Force && isSingle && users.Count > 0)
        {
            throw new ImageException(
                ImageErrorKind.Conflict,
                $"conflict: unable to remove repository reference \"{asked ?? name.Name!.Familiar}\" (must force) - "
                + $"container {Short(users[0].Id)} is using its referenced image {image.ShortId}");
        }

        List<StoredReference> gone = WithDigestsOfRepository(named, name);
        if (gone.Count < named.Count)
        {
            Untag(gone);
            return;
        }

        // The last name is gone. An image that is in use all the same stays, without one.
        if (Conflict(image, users, hasOtherNames: false) is not null)
        {
            foreach (Descriptor target in gone.Select(r => r.Target).DistinctBy(t => t.Digest))
            {
                _store.References.WriteNameless(target);
            }

            Untag(gone);
            return;
        }

        Delete(image, references);
    }

    /// <summary>Removes what nothing refers to any more, and gives the lock back.</summary>
    /// <param name="exclusive">The lock.</param>
    /// <param name="folder">The store's folder.</param>
    /// <param name="garbage">What is kept beyond that.</param>
    internal ImageRemoval Finish(FileDescriptor exclusive, StoreFolder folder, GarbageOptions? garbage = null)
    {
        GarbageCollector collector = new(_store, folder, garbage ?? new GarbageOptions());
        collector.RunLocked();
        exclusive.Dispose();
        GarbageReport report = collector.Finish();

        HashSet<Digest> removed = [.. report.Blobs, .. report.Layers];
        List<Digest> deleted = [];
        foreach (StoredImage image in _deleted)
        {
            deleted.Add(image.Id);
            IReadOnlyList<Digest> chain = image.Config.RootFs.ChainIds();
            for (int i = chain.Count - 1; i >= 0; i--)
            {
                if (removed.Contains(image.Config.RootFs.DiffIds[i])
                    || (i < image.Manifest.Layers.Count && removed.Contains(image.Manifest.Layers[i].Digest)))
                {
                    deleted.Add(chain[i]);
                }
            }
        }

        return new ImageRemoval { Untagged = _untagged, Deleted = deleted, FreedBytes = report.FreedBytes };
    }

    // Names with a digest do not outlive the last tag of their repository.
    private static List<StoredReference> WithDigestsOfRepository(List<StoredReference> named, StoredReference name)
    {
        bool isLastTag = name.Name!.Digest is null
            && !named.Any(r => r != name && r.Name!.Digest is null && r.Name.Name == name.Name.Name);
        return isLastTag
            ? [name, .. named.Where(r => r.Name!.Digest is not null && r.Name.Name == name.Name.Name)]
            : [name];
    }

    // At most one tag, and all in one repository.
    private static bool IsSingle(List<StoredReference> named) =>
        named.Count <= 1
        || (named.Count(r => r.Name!.Digest is null) <= 1 && named.DistinctBy(r => r.Name!.Name).Count() == 1);

    private static string Short(string id) => id.Length > 12 ? id[..12] : id;

    private ImageException? Conflict(StoredImage image, IReadOnlyList<ImageUser> users, bool hasOtherNames)
    {
        foreach (ImageUser user in users)
        {
            if (user.IsRunning)
            {
                return Conflict(image, "cannot be forced", $"image is being used by running container {Short(user.Id)}");
            }
        }

        return _options.Force ? null
            : hasOtherNames ? Conflict(image, "must be forced", "image is referenced in multiple repositories")
            : users.Count > 0 ? Conflict(image, "must be forced", $"image is being used by stopped container {Short(users[0].Id)}")
            : null;
    }

    private static ImageException Conflict(StoredImage image, string force, string reason) =>
        new(ImageErrorKind.Conflict, $"conflict: unable to delete {image.ShortId} ({force}) - {reason}");

    private void Delete(StoredImage image, List<StoredReference> references)
    {
        Untag(references);
        _deleted.Add(image);
    }

    private void Untag(List<StoredReference> references)
    {
        foreach (StoredReference reference in references)
        {
            _store.References.Remove(reference);
            if (reference.Name is { } name)
            {
                _untagged.Add(name.Familiar);
            }
        }
    }
}
