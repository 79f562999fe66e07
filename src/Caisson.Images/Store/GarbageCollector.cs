using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>
/// Marks what references and leases lead to, and removes the rest. Both happen under the exclusive lock: nobody adds
/// anything, names anything or takes a lease meanwhile. Trees of files are only moved away under it, and removed after.
/// </summary>
internal sealed class GarbageCollector
{
    private readonly ImageStore _store;
    private readonly StoreFolder _folder;
    private readonly GarbageOptions _options;
    private readonly List<Digest> _blobs = [];
    private readonly List<Digest> _layers = [];
    private readonly List<string> _problems = [];
    private long _freedBytes;
    private int _transfers;

    internal GarbageCollector(ImageStore store, StoreFolder folder, GarbageOptions options)
    {
        _store = store;
        _folder = folder;
        _options = options;
    }

    internal GarbageReport Run()
    {
        using (FileDescriptor exclusive = _folder.Exclude())
        {
            RunLocked();
        }

        return Finish();
    }

    /// <summary>Marks and removes; the caller has the exclusive lock, gives it back, and calls <see cref="Finish"/>.</summary>
    internal void RunLocked()
    {
        // What is in the store is not touched before all is known that must stay.
        ContentWalk used = Mark();
        foreach ((Digest digest, _) in _store.Content.List())
        {
            if (!used.Blobs.Contains(digest) && _store.Content.Remove(digest) is { } freedBytes)
            {
                _blobs.Add(digest);
                _freedBytes += freedBytes;
            }
        }

        foreach (Digest layer in _store.Layers.List())
        {
            // What is left of the content by now is used.
            if (!used.Layers.Contains(layer) && !_store.Content.NeedsLayer(layer))
            {
                _freedBytes += _store.Layers.TryGet(layer)?.Sizes.FileBytes ?? 0;
                _store.Layers.Retire(layer);
                _layers.Add(layer);
            }
        }

        _store.Layers.RetireDrafts();
        SweepTransfers();
        _store.References.Sweep();
    }

    /// <summary>Removes the trees of layers that have been moved away, and those that were never finished.</summary>
    internal GarbageReport Finish()
    {
        foreach (string name in StoreFolder.Names(_folder.LayersTemporary, "layers/tmp"))
        {
            using FileDescriptor? directory = name.StartsWith(LayerStore.DeadPrefix, StringComparison.Ordinal)
                ? StoreFolder.TryLockDirectory(name, _folder.LayersTemporary)
                : null;
            if (directory is not null)
            {
                Attempt($"layers/tmp/{name}", () => DirectoryListing.RemoveTree(name, _folder.LayersTemporary));
            }
        }

        return new GarbageReport
        {
            Blobs = _blobs,
            Layers = _layers,
            FreedBytes = _freedBytes,
            Transfers = _transfers,
            Problems = _problems,
        };
    }

    private ContentWalk Mark()
    {
        ContentWalk used = new(_store.Content, _store.Limits, _problems);
        foreach (StoredReference reference in _store.References.List())
        {
            used.Visit(reference.Target.Digest);
        }

        foreach (string file in StoreFolder.Names(_folder.Leases, "leases"))
        {
            if (IsAlive(file) && LeaseStore.TryRead(_folder, file) is { } text)
            {
                LeaseContent content = LeaseContent.Parse(text, $"{_folder.Path}/leases/{file}");
                used.Blobs.UnionWith(content.Blobs);
                used.Layers.UnionWith(content.Layers);
                foreach (Digest image in content.Images)
                {
                    used.Visit(image);
                }
            }
        }

        return used;
    }

    // The lease of a process is locked by it; one that can be locked here has no process any more.
    private bool IsAlive(string file)
    {
        if (file.EndsWith(".new", StringComparison.Ordinal))
        {
            FileSystem.Remove(file, at: _folder.Leases);
            return false;
        }

        if (!file.StartsWith(LeaseStore.ProcessPrefix, StringComparison.Ordinal))
        {
            return true;
        }

        using FileDescriptor? lease = FileSystem.TryOpen(file, OpenFlags.O_RDWR, _folder.Leases);
        if (lease is null)
        {
            return false;
        }

        if (!FileLock.TryTakeExclusive(lease, file))
        {
            return true;
        }

        FileSystem.Remove(file, at: _folder.Leases);
        return false;
    }

    private void SweepTransfers()
    {
        DateTimeOffset oldest = _options.Clock.GetUtcNow() - _options.KeepTransfers;
        foreach (string key in StoreFolder.Names(_folder.Ingest, "ingest"))
        {
            using FileDescriptor? directory = StoreFolder.TryLockDirectory(key, _folder.Ingest);
            FileInfo data = new($"{_folder.Path}/ingest/{key}/data");
            bool isKept = _options.KeepTransfers > TimeSpan.Zero && data.Exists && data.LastWriteTimeUtc > oldest
                && directory is not null && FileSystem.TryStatus(BlobWriter.NoteName, at: directory) is not null;
            if (directory is not null && !isKept)
            {
                _freedBytes += data.Exists ? data.Length : 0;
                Attempt($"ingest/{key}", () => DirectoryListing.RemoveTree(key, _folder.Ingest));
                _transfers++;
            }
        }
    }

    private void Attempt(string path, Action remove)
    {
        try
        {
            remove();
        }
        catch (LinuxException e)
        {
            _problems.Add($"{path}: {e.Message}");
        }
    }
}
