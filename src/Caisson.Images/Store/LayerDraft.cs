using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>A layer in the making: dropped when it is disposed before <see cref="Commit"/>, or its process ends.</summary>
public sealed class LayerDraft : IDisposable
{
    private readonly LayerStore _layers;
    private readonly StoreFolder _folder;
    private readonly Lease _lease;
    private readonly string _name;
    private readonly FileDescriptor _directory;
    private bool _done;

    internal LayerDraft(LayerStore layers, StoreFolder folder, Lease lease, string name, FileDescriptor directory)
    {
        _layers = layers;
        _folder = folder;
        _lease = lease;
        _name = name;
        _directory = directory;
    }

    /// <summary>Where the layer's files go: a directory that is there, and empty, absolute.</summary>
    public string Folder => $"{_folder.Path}/layers/tmp/{_name}/{LayerStore.FilesName}";

    /// <summary>Puts the layer into the store, on the disk, under its digest.</summary>
    /// <param name="diffId">The digest of its tar, sha256, which the caller has verified.</param>
    /// <param name="sizes">How much it is.</param>
    /// <returns>The layer: this one, or the same one that somebody else has added meanwhile.</returns>
    public UnpackedLayer Commit(Digest diffId, LayerRecord sizes)
    {
        ObjectDisposedException.ThrowIf(_done, this);
        string name = LayerStore.Name(diffId);
        FileSystem.ReplaceFile(LayerStore.RecordName, sizes.ToJson(), StoreFolder.PrivateFile, _directory);
        _lease.AddLayer(diffId);
        if (_layers.TryGet(diffId) is { } present)
        {
            return present;
        }

        DurableFiles.SyncFileSystem(_directory, _name);
        using FileDescriptor shared = _folder.Share();
        try
        {
            DurableFiles.Rename(_name, _folder.LayersTemporary, name, _folder.Layers);
            _done = true;
        }
        catch (LinuxException e) when (e.Errno is Errno.EEXIST or Errno.ENOTEMPTY)
        {
            // Somebody else was quicker.
        }

        DurableFiles.Sync(_folder.Layers, name);
        return _layers.TryGet(diffId)
            ?? throw new ImageException(ImageErrorKind.InvalidContent, $"layer {diffId}: its record in the store is damaged");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_directory.IsClosed)
        {
            if (!_done)
            {
                DirectoryListing.RemoveTree(_name, _folder.LayersTemporary);
            }

            _done = true;
            _directory.Dispose();
        }
    }
}
