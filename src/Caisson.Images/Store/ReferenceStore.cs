using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>Names of images. An image that is referred to stays; so does one whose name has gone to another, until it is
/// removed itself.</summary>
public sealed class ReferenceStore
{
    // A descriptor is a line; one with annotations has had to fit a manifest.
    private const int MaxBytes = ImageSpecLimits.MaxManifestBytes + (1 << 16);

    private readonly StoreFolder _folder;
    private readonly ContentStore _content;

    internal ReferenceStore(StoreFolder folder, ContentStore content)
    {
        _folder = folder;
        _content = content;
    }

    /// <summary>What a name refers to; null where nothing has that name.</summary>
    /// <param name="name">A name; without tag and digest, <c>latest</c> is meant.</param>
    public Descriptor? TryGet(ImageReference name) =>
        TryRead(new StoredReference(Stored(name), NoTarget).Key)?.Target;

    /// <summary>Lets a name refer to an image, whatever it referred to before. That image stays, without a name if it has
    /// no other.</summary>
    /// <param name="name">A name with a tag or a digest; without either, <c>latest</c> is meant; with both, the
    /// digest.</param>
    /// <param name="target">The manifest or index, which is there, and on which the caller has a lease.</param>
    /// <returns>What it referred to before.</returns>
    /// <exception cref="ImageException">The target is not there, is no manifest or index, or has another digest than the
    /// name.</exception>
    public Descriptor? Set(ImageReference name, Descriptor target)
    {
        ImageReference stored = Stored(name);
        if (stored.Digest is { } digest && digest != target.Digest)
        {
            throw new ImageException(ImageErrorKind.InvalidReference, $"{stored.Familiar}: cannot be the name of {target.Digest}");
        }

        Check(target);
        using FileDescriptor exclusive = _folder.Exclude();
        Require(target);
        StoredReference reference = new(stored, target);
        Descriptor? before = TryRead(reference.Key)?.Target;
        if (before is not null && before.Digest != target.Digest && NamesOf(before.Digest, except: stored).Count == 0)
        {
            Write(new StoredReference(null, before));
        }

        Write(reference);
        FileSystem.Remove(new StoredReference(null, target).Key, at: _folder.References);
        return before;
    }

    /// <summary>Keeps an image that has no name; one that has a name is kept already.</summary>
    /// <param name="target">As in <see cref="Set"/>.</param>
    /// <exception cref="ImageException">The target is not there, or is no manifest or index.</exception>
    public void AddNameless(Descriptor target)
    {
        Check(target);
        using FileDescriptor exclusive = _folder.Exclude();
        Require(target);
        if (NamesOf(target.Digest, except: null).Count == 0)
        {
            Write(new StoredReference(null, target));
        }
    }

    /// <summary>All references, in the order of their names; those without a name last.</summary>
    /// <exception cref="ImageException">One is damaged.</exception>
    public IReadOnlyList<StoredReference> List()
    {
        List<StoredReference> all = [];
        foreach (string key in StoreFolder.Names(_folder.References, "references"))
        {
            // What has another name is a reference that was being written when its process ended.
            if (key.Length == 64 && TryRead(key) is { } reference)
            {
                all.Add(reference);
            }
        }

        all.Sort(static (a, b) => (a.Name is null, b.Name is null) switch
        {
            (false, false) => string.CompareOrdinal(a.Name!.ToString(), b.Name!.ToString()),
            (true, true) => string.CompareOrdinal(a.Target.Digest.ToString(), b.Target.Digest.ToString()),
            (var aIsLast, _) => aIsLast ? 1 : -1,
        });
        return all;
    }

    /// <summary>Removes a reference; the caller has the exclusive lock.</summary>
    internal void Remove(StoredReference reference)
    {
        FileSystem.Remove(reference.Key, at: _folder.References);
        DurableFiles.Sync(_folder.References, "references");
    }

    /// <summary>Keeps an image without a name; the caller has the exclusive lock.</summary>
    internal void WriteNameless(Descriptor target) => Write(new StoredReference(null, target));

    /// <summary>Removes what was being written when its process ended; the caller has the exclusive lock.</summary>
    internal void Sweep()
    {
        foreach (string key in StoreFolder.Names(_folder.References, "references"))
        {
            if (key.EndsWith(".new", StringComparison.Ordinal))
            {
                FileSystem.Remove(key, at: _folder.References);
            }
        }
    }

    private static readonly Descriptor NoTarget = new()
    {
        MediaType = MediaTypes.OciManifest,
        Digest = Digest.Compute([]),
        Size = 0,
    };

    private static ImageReference Stored(ImageReference name) =>
        name.Digest is { } digest ? name.WithDigest(digest) : name.WithDefaultTag();

    private static void Check(Descriptor target)
    {
        if (!MediaTypes.IsManifest(target.MediaType) && !MediaTypes.IsIndex(target.MediaType))
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent, $"{target.Digest}: {target.MediaType} is neither a manifest nor an index");
        }
    }

    private void Require(Descriptor target)
    {
        if (!_content.Has(target))
        {
            throw new ImageException(ImageErrorKind.NotFound, $"{target.Digest}: is not in the store");
        }
    }

    private List<StoredReference> NamesOf(Digest target, ImageReference? except) =>
        [.. List().Where(r => r.Name is not null && r.Name != except && r.Target.Digest == target)];

    private StoredReference? TryRead(string key)
    {
        using FileDescriptor? file = FileSystem.TryOpen(key, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW, _folder.References);
        return file is null
            ? null
            : StoredReference.Parse(FileSystem.ReadToEnd(file, key, MaxBytes), $"{_folder.Path}/references/{key}");
    }

    private void Write(StoredReference reference) =>
        DurableFiles.Replace(reference.Key, reference.ToJson(), StoreFolder.PrivateFile, _folder.References);
}
