using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>Layers, unpacked, each by itself: all images that have a layer share it.</summary>
public sealed class LayerStore
{
    internal const string FilesName = "fs";
    internal const string RecordName = "layer.json";
    internal const string DraftPrefix = "draft-";
    internal const string DeadPrefix = "dead-";

    private const int MaxRecordBytes = 1 << 16;

    private readonly StoreFolder _folder;

    internal LayerStore(StoreFolder folder) => _folder = folder;

    /// <summary>A layer; null where it is not there. Take a lease on it first: without one it may be gone a moment
    /// later.</summary>
    /// <param name="diffId">The digest of its tar.</param>
    public UnpackedLayer? TryGet(Digest diffId)
    {
        string name = Name(diffId);
        using FileDescriptor? record = FileSystem.TryOpen($"{name}/{RecordName}", OpenFlags.O_RDONLY, _folder.Layers);
        return record is not null
            && LayerRecord.TryParse(FileSystem.ReadToEnd(record, RecordName, MaxRecordBytes)) is { } sizes
            ? new UnpackedLayer(diffId, $"{_folder.Path}/layers/sha256/{name}/{FilesName}", sizes)
            : null;
    }

    /// <summary>Begins a layer.</summary>
    /// <param name="lease">What keeps it until an image refers to it.</param>
    public LayerDraft Begin(Lease lease)
    {
        string name = $"{DraftPrefix}{Guid.NewGuid():n}";
        using FileDescriptor shared = _folder.Share();
        FileSystem.MakeDirectory(name, StoreFolder.PrivateDirectory, _folder.LayersTemporary);
        FileDescriptor directory = StoreFolder.OpenDirectory(name, _folder.LayersTemporary);
        FileLock.TakeExclusive(directory, name);
        FileSystem.MakeDirectory(FilesName, 0b111_101_101, directory);
        return new LayerDraft(this, _folder, lease, name, directory);
    }

    /// <summary>All layers, by the digest of their tar.</summary>
    public IReadOnlyList<Digest> List()
    {
        List<Digest> all = [];
        foreach (string name in StoreFolder.Names(_folder.Layers, "layers"))
        {
            if (Digest.TryParse($"sha256:{name}", out Digest digest))
            {
                all.Add(digest);
            }
        }

        return all;
    }

    /// <summary>Takes a layer out of sight, in one step; what is left of it is removed later. The caller has the exclusive
    /// lock.</summary>
    internal void Retire(Digest diffId) => Retire(Name(diffId), _folder.Layers);

    /// <summary>The same for drafts whose process has ended; one that somebody works on is locked.</summary>
    internal void RetireDrafts()
    {
        foreach (string name in StoreFolder.Names(_folder.LayersTemporary, "layers/tmp"))
        {
            if (name.StartsWith(DraftPrefix, StringComparison.Ordinal))
            {
                using FileDescriptor? directory = StoreFolder.TryLockDirectory(name, _folder.LayersTemporary);
                if (directory is not null)
                {
                    Retire(name, _folder.LayersTemporary);
                }
            }
        }
    }

    internal static string Name(Digest diffId) => diffId.Algorithm == "sha256"
        ? diffId.Hex
        : throw new ImageException(ImageErrorKind.Unsupported, $"layer {diffId}: only layers with a sha256 digest are unpacked");

    private void Retire(string name, FileDescriptor directory) =>
        DurableFiles.Rename(name, directory, $"{DeadPrefix}{Guid.NewGuid():n}", _folder.LayersTemporary);
}
