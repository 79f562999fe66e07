using Caisson.Images.Layers.Recipes;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Caisson.Oci.ImageSpec;
using Microsoft.Win32.SafeHandles;

namespace Caisson.Images.Store;

/// <summary>Content by its digest: manifests, configurations, layers as they are transported. What is there is whole and
/// does not change.</summary>
public sealed class ContentStore
{
    private static readonly TimeSpan WriterPoll = TimeSpan.FromMilliseconds(50);

    private readonly StoreFolder _folder;
    private readonly ImageLimits _limits;
    private readonly LayerRecipes _recipes;

    internal ContentStore(StoreFolder folder, ImageLimits limits)
    {
        _folder = folder;
        _limits = limits;
        _recipes = new LayerRecipes(folder);
    }

    /// <summary>Whether content is there. Take a lease on it first: without one it may be gone a moment later.</summary>
    public bool Has(Digest digest) => TrySize(digest) is not null;

    /// <summary>Whether content is there, with the length that a descriptor gives.</summary>
    public bool Has(Descriptor descriptor) => TrySize(descriptor.Digest) == descriptor.Size;

    /// <summary>The length of some content in bytes; null where it is not there.</summary>
    public long? TrySize(Digest digest) =>
        (long?)FileSystem.TryStatus(digest.Hex, followLink: false, Blobs(digest))?.SizeBytes ?? _recipes.TrySize(digest);

    /// <summary>Opens content for reading, at any place in it. What is read is not compared with the digest: see
    /// <see cref="OpenVerified"/>.</summary>
    /// <exception cref="ImageException">It is not there.</exception>
    public Stream OpenRead(Digest digest) => TryOpen(digest, (stream, path) =>
        Damaged(digest, stream, $"was damaged in the store (its unpacked layer was changed: {path})")) ?? throw Missing(digest);

    /// <summary>Opens content for reading; the read that finds its end throws where the content is not what its digest
    /// says. Damaged content is removed, so that it can be fetched again.</summary>
    /// <exception cref="ImageException">It is not there.</exception>
    public Stream OpenVerified(Digest digest)
    {
        Stream content = OpenRead(digest);
        return new VerifyingStream(content, digest, () => Damaged(digest, content));
    }

    /// <summary>The whole of some content, which has been compared with its digest. Damaged content is removed, so that it
    /// can be fetched again.</summary>
    /// <param name="digest">The digest.</param>
    /// <param name="maxBytes">More than so many bytes is an error.</param>
    /// <exception cref="ImageException">It is not there, too large, or damaged.</exception>
    public byte[] ReadSmall(Digest digest, int maxBytes)
    {
        using Stream stream = OpenRead(digest);
        byte[] content = ReadSmall(stream, digest, maxBytes);
        return digest.Matches(content) ? content : throw Damaged(digest, stream);
    }

    /// <summary>Compares content with its digest.</summary>
    /// <returns>False where it was damaged, and has been removed.</returns>
    /// <exception cref="ImageException">It is not there.</exception>
    public bool Verify(Digest digest)
    {
        using Stream content = OpenVerified(digest);
        try
        {
            content.CopyTo(Stream.Null);
            return true;
        }
        catch (ImageException e) when (e.Kind == ImageErrorKind.DigestMismatch)
        {
            return false;
        }
    }

    /// <summary>Adds content that is in memory.</summary>
    /// <param name="lease">What keeps it until an image refers to it.</param>
    /// <param name="content">The content.</param>
    /// <returns>Its digest.</returns>
    public Digest Add(Lease lease, ReadOnlySpan<byte> content)
    {
        Digest digest = Digest.Compute(content);
        lease.AddBlob(digest);
        if (TrySize(digest) != content.Length)
        {
            using BlobWriter writer = Begin(lease, digest, content.Length);
            writer.Write(content);
            writer.Commit();
        }

        return digest;
    }

    /// <summary>Begins to add content that nobody will go on with, should it be broken off: even when the process is killed,
    /// the next collection removes it.</summary>
    /// <param name="lease">What keeps it until an image refers to it.</param>
    /// <param name="expected">The content's digest; null if it is to be found out.</param>
    /// <param name="expectedSize">The content's length in bytes; null if it is to be found out.</param>
    /// <exception cref="ImageException">The length is more than <see cref="ImageLimits.BlobBytes"/>.</exception>
    public BlobWriter Begin(Lease lease, Digest? expected = null, long? expectedSize = null)
    {
        // A name of its own: nobody else waits for it.
        string name = $"new {Guid.NewGuid():n}";
        CheckSize(expected?.ToString() ?? name, expectedSize);
        return BlobWriter.TryOpen(_folder, lease, name, expected, expectedSize, _limits.BlobBytes, isResumable: false)!;
    }

    /// <summary>Begins to add content, or goes on where a writer of that name left off.</summary>
    /// <param name="lease">What keeps it until an image refers to it.</param>
    /// <param name="ingestName">What the writer is called, by which a later one finds what is there already: the digest, if
    /// it is known.</param>
    /// <param name="expected">The content's digest; null if it is to be found out.</param>
    /// <param name="expectedSize">The content's length in bytes; null if it is to be found out.</param>
    /// <returns>Null where another writer of that name is at work, in this process or another.</returns>
    /// <exception cref="ImageException">The length is more than <see cref="ImageLimits.BlobBytes"/>.</exception>
    public BlobWriter? TryBegin(Lease lease, string ingestName, Digest? expected = null, long? expectedSize = null)
    {
        CheckSize(expected?.ToString() ?? ingestName, expectedSize);
        return BlobWriter.TryOpen(_folder, lease, ingestName, expected, expectedSize, _limits.BlobBytes, isResumable: true);
    }

    /// <summary>As <see cref="TryBegin"/>, waiting for another writer of that name.</summary>
    /// <returns>Null where another writer has added the content meanwhile, or it was there before.</returns>
    public async Task<BlobWriter?> BeginAsync(
        Lease lease, string ingestName, Digest expected, long? expectedSize, CancellationToken cancellation)
    {
        lease.AddBlob(expected);
        while (!IsThere(expected, expectedSize))
        {
            if (TryBegin(lease, ingestName, expected, expectedSize) is not { } writer)
            {
                await Task.Delay(WriterPoll, cancellation).ConfigureAwait(false);
                continue;
            }

            // The other may have finished between the look and the beginning. Now nobody of that name is at work.
            if (!IsThere(expected, expectedSize))
            {
                return writer;
            }

            writer.Abandon();
            await writer.DisposeAsync().ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>
    /// All content: its digest, and the bytes that are on the disk for it alone: of content that is put together from an
    /// unpacked layer those of its recipe.
    /// </summary>
    public IEnumerable<(Digest Digest, long DiskBytes)> List()
    {
        IEnumerable<(Digest Digest, long DiskBytes)> all =
            [.. List(_folder.BlobsSha256, "sha256"), .. _recipes.List(), .. List(_folder.BlobsSha512, "sha512")];

        // What was plain when its recipe came is there in both ways.
        return all.GroupBy(blob => blob.Digest, blob => blob.DiskBytes).Select(blob => (blob.Key, blob.Sum()));
    }

    /// <summary>Whether content is there only together with the unpacked layer of the same digest.</summary>
    internal bool NeedsLayer(Digest digest) =>
        _recipes.TrySize(digest) is not null && FileSystem.TryStatus(digest.Hex, followLink: false, Blobs(digest)) is null;

    /// <summary>Removes content; the caller has the exclusive lock.</summary>
    /// <returns>How many bytes are free now; null where it was not there.</returns>
    internal long? Remove(Digest digest)
    {
        long? recipe = _recipes.Remove(digest);
        long? plain = (long?)FileSystem.TryStatus(digest.Hex, followLink: false, Blobs(digest))?.SizeBytes;
        return plain is { } size && FileSystem.Remove(digest.Hex, at: Blobs(digest)) ? size + (recipe ?? 0) : recipe;
    }

    /// <summary>As <see cref="ReadSmall(Digest, int)"/>, for callers that have the lock: null where it is not there, too
    /// large or damaged, and nothing is removed.</summary>
    internal byte[]? TryReadSmall(Digest digest, int maxBytes)
    {
        if (TrySize(digest) is not { } size || size > maxBytes)
        {
            return null;
        }

        bool isChanged = false;
        using Stream? stream = TryOpen(digest, (_, path) =>
        {
            isChanged = true;
            return new ImageException(ImageErrorKind.DigestMismatch, $"{digest}: {path} was changed");
        });
        try
        {
            byte[] content = stream is null ? [] : ReadSmall(stream, digest, maxBytes);
            return digest.Matches(content) ? content : null;
        }
        catch (ImageException) when (isChanged)
        {
            return null;
        }
    }

    private void CheckSize(string subject, long? size)
    {
        if (size > _limits.BlobBytes)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded, $"{subject}: has {size} bytes, more than the {_limits.BlobBytes} that are accepted")
            {
                Limit = nameof(ImageLimits.BlobBytes),
            };
        }
    }

    private bool IsThere(Digest digest, long? size) => TrySize(digest) is { } length && (size is null || length == size);

    // Content as it is, or made again from a recipe; null where neither is there.
    private Stream? TryOpen(Digest digest, Func<RecipeStream, string, ImageException> damaged) =>
        FileSystem.TryOpen(digest.Hex, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW, Blobs(digest)) is { } file
            ? new FileStream(new SafeFileHandle(file.Release(), ownsHandle: true), FileAccess.Read, bufferSize: 0)
            : _recipes.TryOpen(digest, damaged);

    private static byte[] ReadSmall(Stream file, Digest digest, int maxBytes)
    {
        long length = file.Length;
        if (length > maxBytes)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded, $"{digest}: has {length} bytes, more than the {maxBytes} that are read");
        }

        byte[] content = new byte[length];
        int read = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return content[..read];
    }

    private static List<(Digest Digest, long DiskBytes)> List(FileDescriptor blobs, string algorithm)
    {
        List<(Digest, long)> all = [];
        foreach (string name in StoreFolder.Names(blobs, algorithm))
        {
            if (Digest.TryParse($"{algorithm}:{name}", out Digest digest)
                && FileSystem.TryStatus(name, followLink: false, blobs) is { } status)
            {
                all.Add((digest, (long)status.SizeBytes));
            }
        }

        return all;
    }

    private static ImageException Missing(Digest digest) => new(ImageErrorKind.NotFound, $"{digest}: is not in the store");

    private FileDescriptor Blobs(Digest digest) => digest.Algorithm switch
    {
        "sha256" => _folder.BlobsSha256,
        "sha512" => _folder.BlobsSha512,
        _ => throw new ArgumentException("the digest is empty", nameof(digest)),
    };

    /// <summary>Removes content that is not what its digest says, so that it can be fetched again.</summary>
    /// <param name="digest">The digest.</param>
    /// <param name="content">The content, as it was opened: whoever has put the right one in its place meanwhile keeps it.</param>
    /// <param name="how">What has happened to it.</param>
    /// <returns>The error, for the caller to throw.</returns>
    internal ImageException Damaged(Digest digest, Stream content, string how = "was damaged in the store")
    {
        using FileDescriptor exclusive = _folder.Exclude();
        if (content is RecipeStream made)
        {
            _recipes.Remove(digest, FileSystem.Status(made.Recipe, digest.Hex).Inode);
        }
        else if (content is FileStream plain)
        {
            using var descriptor = new FileDescriptor((int)plain.SafeFileHandle.DangerousGetHandle(), ownsHandle: false);
            if (FileSystem.TryStatus(digest.Hex, followLink: false, Blobs(digest))?.Inode
                == FileSystem.Status(descriptor, digest.Hex).Inode)
            {
                FileSystem.Remove(digest.Hex, at: Blobs(digest));
            }
        }

        GC.KeepAlive(content);
        return new ImageException(
            ImageErrorKind.DigestMismatch,
            $"{digest}: {how} and has been removed: pull, load or build the image again");
    }
}
