using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Layers.Unpack;

/// <summary>
/// Lets the disk work while a layer is unpacked, so that little is left to wait for at the end. Whoever puts the layer
/// into the store waits for the disk all the same, and learns of its errors: this is no promise.
/// </summary>
/// <remarks>Thread: one, and one of its own.</remarks>
internal sealed class Writeback(FileDescriptor directory) : IDisposable
{
    // Fewer have the disk wait first and the caller at the end; more have the journal committed more often than it pays.
    private const long IntervalBytes = 48 << 20;

    private long _bytes;
    private Thread? _thread;

    /// <summary>Says how much has been written.</summary>
    internal void Add(long bytes)
    {
        _bytes += bytes;
        if (_bytes >= IntervalBytes && _thread is not { IsAlive: true })
        {
            _bytes = 0;
            _thread = new Thread(Sync) { Name = "layer-writeback", IsBackground = true };
            _thread.Start();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _thread?.Join();

    // Opened anew: an error is told once for each time that the file system was opened, and it is not told to anybody here.
    private void Sync()
    {
        const OpenFlags How = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
        Errno error = DirectoryCalls.Open(directory, "."u8, How, ResolveFlags.RESOLVE_BENEATH, 0, out FileDescriptor? own);
        using (own)
        {
            if (error != Errno.None)
            {
                return;
            }

            try
            {
                DurableFiles.SyncFileSystem(own!, ".");
            }
            catch (LinuxException)
            {
                // The one who waits at the end is told.
            }
        }
    }
}
