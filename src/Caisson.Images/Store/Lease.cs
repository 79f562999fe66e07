using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>Keeps things from being collected until it is disposed, and as long as its process lives at the
/// most.</summary>
/// <remarks>First take a lease on something, then look whether it is there. Thread: any.</remarks>
public sealed class Lease : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _lines = [];
    private readonly StoreFolder _folder;
    private readonly string _name;
    private readonly FileDescriptor _file;

    internal Lease(StoreFolder folder, string name, FileDescriptor file)
    {
        _folder = folder;
        _name = name;
        _file = file;
    }

    /// <summary>Keeps content, whether it is there yet or not.</summary>
    public void AddBlob(Digest digest) => Add(LeaseContent.BlobLine(digest));

    /// <summary>Keeps an unpacked layer, whether it is there yet or not.</summary>
    /// <param name="diffId">The digest of its tar.</param>
    public void AddLayer(Digest diffId) => Add(LeaseContent.LayerLine(diffId));

    /// <summary>Keeps a manifest or index with everything that it refers to, as far as that is there.</summary>
    public void AddImage(Digest digest) => Add(LeaseContent.ImageLine(digest));

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_file.IsClosed)
            {
                FileSystem.Remove(_name, at: _folder.Leases);
                _file.Dispose();
            }
        }
    }

    // The store's lock: a collection that is under way has either seen the line, or removes before this returns.
    private void Add(string line)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_file.IsClosed, this);
            if (_lines.Contains(line))
            {
                return;
            }

            using (FileDescriptor shared = _folder.Share())
            {
                _file.WriteAll(Encoding.ASCII.GetBytes(line));
            }

            _lines.Add(line);
        }
    }
}
