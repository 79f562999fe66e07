using Caisson.Images.Layers.Buffers;
using Caisson.Images.Layers.Compression;
using Caisson.Images.Layers.Tar;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives.Intake;

/// <summary>
/// Takes the files of an archive as they come. Which of them is a layer is said at the archive's end at the earliest, so
/// that what looks like one is unpacked at once. What is small stays in memory until somebody asks for it.
/// </summary>
internal sealed class ArchiveReceiver : IDisposable
{
    private const int SmallBytes = 64 << 10;
    private const int MemoryBytes = 32 << 20;

    private readonly ImageStore _store;
    private readonly Lease _lease;
    private readonly CancellationToken _cancellation;
    private readonly ArchiveContents _contents;
    private readonly CommitQueue _commits = new();
    private HashSet<long>? _layerSizes;
    private int _entries;
    private long _memoryBytes;

    internal ArchiveReceiver(ImageStore store, Lease lease, CancellationToken cancellation)
    {
        _store = store;
        _lease = lease;
        _cancellation = cancellation;
        _contents = new ArchiveContents(store.Content);
    }

    /// <summary>Takes a file.</summary>
    /// <param name="path">Its path, as the archive has it.</param>
    /// <param name="sizeBytes">Its length.</param>
    /// <param name="contents">As many bytes, or fewer if they are not needed.</param>
    /// <exception cref="ImageException">It is not what its name says, or too large.</exception>
    internal void TakeFile(string path, long sizeBytes, Stream contents)
    {
        Count();
        var item = new ArchiveItem(ArchivePath.Normalize(path), sizeBytes);
        Digest? digest = ArchivePath.DigestOf(item.Path);
        bool isDocument = IsDocument(item.Path);
        if (isDocument && sizeBytes > _store.Limits.ManifestBytes)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded,
                $"invalid archive: {item.Path} has {sizeBytes} bytes; the most that is accepted is {_store.Limits.ManifestBytes}");
        }

        if (isDocument || (sizeBytes <= SmallBytes && _memoryBytes + sizeBytes <= MemoryBytes))
        {
            TakeIntoMemory(item, digest, contents);
        }
        else if (digest is not { } present || !IsInStore(present, sizeBytes))
        {
            TakeIntoStore(item, digest, contents);
        }
        else
        {
            item.Digest = present;
        }

        _contents.Add(item);
    }

    /// <summary>Takes a link, symbolic or hard.</summary>
    /// <param name="path">Its path, as the archive has it.</param>
    /// <param name="target">What it contains.</param>
    /// <param name="isHard">Whether that is a path from the archive's root.</param>
    /// <exception cref="ImageException">It leads out of the archive, or stands where the archive says what is in it.</exception>
    internal void TakeLink(string path, string target, bool isHard)
    {
        Count();
        string link = ArchivePath.Normalize(path);
        if (IsDocument(link))
        {
            throw new ImageException(ImageErrorKind.InvalidContent, $"invalid archive: {link} is a link, and not a file");
        }

        _contents.AddLink(link, isHard ? ArchivePath.Normalize(target) : ArchivePath.Resolve(link, target));
    }

    /// <summary>Waits until everything is in the store.</summary>
    internal ArchiveContents Finish()
    {
        _commits.Finish();
        return _contents;
    }

    /// <inheritdoc/>
    public void Dispose() => _commits.Dispose();

    private static bool IsDocument(string path) => path is "manifest.json" or "index.json" or "oci-layout" or "repositories";

    private static bool LooksLikeLayer(ReadOnlySpan<byte> start)
    {
        try
        {
            return LayerCompression.Detect(start) != CompressionKind.None || LooksLikeTar(start);
        }
        catch (ImageException e)
        {
            // A layer with a compression that is not known: what is wrong with it is told where it is used.
            return e.Kind == ImageErrorKind.Unsupported;
        }
    }

    private static bool LooksLikeTar(ReadOnlySpan<byte> start)
    {
        if (start.Length < TarFormat.BlockBytes)
        {
            return false;
        }

        try
        {
            TarHeader.Parse(start[..TarFormat.BlockBytes], 0);
            return true;
        }
        catch (ImageException)
        {
            return false;
        }
    }

    private void Count()
    {
        _cancellation.ThrowIfCancellationRequested();
        if (++_entries > _store.Limits.ArchiveEntries)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded,
                $"invalid archive: too many files; the most that is accepted is {_store.Limits.ArchiveEntries}");
        }
    }

    private void TakeIntoMemory(ArchiveItem item, Digest? digest, Stream contents)
    {
        byte[] data = new byte[item.SizeBytes];
        int length = contents.ReadAtLeast(data, data.Length, throwOnEndOfStream: false);
        item.Contents = data[..length];
        item.Digest = digest ?? Digest.Compute(item.Contents);
        _memoryBytes += length;
        if (!item.Digest.Matches(item.Contents))
        {
            throw new ImageException(
                ImageErrorKind.DigestMismatch, $"{digest}: what the archive has under it has the digest {Digest.Compute(item.Contents)}");
        }
    }

    private bool IsInStore(Digest digest, long sizeBytes)
    {
        _lease.AddBlob(digest);
        return _store.Content.TrySize(digest) == sizeBytes;
    }

    private void TakeIntoStore(ArchiveItem item, Digest? digest, Stream contents)
    {
        if (item.SizeBytes > _store.Limits.BlobBytes)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded,
                $"{ArchivePath.Display(item.Path)} has {item.SizeBytes} bytes, more than the {_store.Limits.BlobBytes} that are accepted")
            {
                Limit = nameof(ImageLimits.BlobBytes),
            };
        }

        byte[] start = new byte[TarFormat.BlockBytes];
        int length = contents.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        var whole = new PrefixedStream(start.AsMemory(0, length), contents);
        bool isKnown = LooksLikeTar(start.AsSpan(0, length)) && IsSizeOfLayer(item.SizeBytes);
        if (!isKnown && LooksLikeLayer(start.AsSpan(0, length)))
        {
            LayerIntake intake = LayerIntake.Read(_store, _lease, whole, digest, item.SizeBytes, _cancellation);
            _commits.Add(intake, () =>
            {
                item.Layer = intake.Commit();
                item.Digest = item.Layer.Digest;
            });
            return;
        }

        BlobWriter writer = _store.Content.Begin(_lease, digest, item.SizeBytes);
        try
        {
            new TeeStream(whole, writer).Drain(_cancellation);
        }
        catch
        {
            writer.Dispose();
            throw;
        }

        _commits.Add(writer, () =>
        {
            item.Digest = writer.Commit();
            item.Layer = isKnown ? FindLayer(item) : null;
        });
    }

    // An archive of the length of a layer that is there is probably that one: it is unpacked only if it turns out not to be.
    private bool IsSizeOfLayer(long sizeBytes)
    {
        _layerSizes ??= [.. _store.Layers.List().Select(l => _store.Layers.TryGet(l)?.Sizes.TarBytes ?? 0)];
        return _layerSizes.Contains(sizeBytes);
    }

    private TakenLayer? FindLayer(ArchiveItem item)
    {
        if (item.Digest.Algorithm != "sha256")
        {
            return null;
        }

        _lease.AddLayer(item.Digest);
        return _store.Layers.TryGet(item.Digest) is null
            ? null
            : new TakenLayer(item.Digest, item.SizeBytes, CompressionKind.None, item.Digest, null);
    }
}
