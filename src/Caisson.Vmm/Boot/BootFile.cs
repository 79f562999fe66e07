using Microsoft.Win32.SafeHandles;

namespace Caisson.Vmm.Boot;

/// <summary>A kernel or initial RAM disk as it lies on the disk: read where it is needed, into the guest's memory.</summary>
/// <remarks>Thread: one.</remarks>
public sealed class BootFile : IDisposable
{
    // Spans end there; and no kernel is a tenth of it.
    private const long MostBytes = int.MaxValue;

    private readonly SafeFileHandle? _handle;
    private readonly ReadOnlyMemory<byte> _contents;

    private BootFile(string name, SafeFileHandle? handle, ReadOnlyMemory<byte> contents, int lengthBytes)
    {
        Name = name;
        LengthBytes = lengthBytes;
        _handle = handle;
        _contents = contents;
    }

    /// <summary>What to call it in an error: its path.</summary>
    public string Name { get; }

    /// <summary>Its length when it was opened.</summary>
    public int LengthBytes { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="VmmException">It can't be read, is empty, or is of 2 GiB or more.</exception>
    public static BootFile Open(string path)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path);
            long length = RandomAccess.GetLength(handle);
            if (length is <= 0 or > MostBytes)
            {
                throw new VmmException($"{path}: a file of {length} bytes can't be booted, 1 to {MostBytes} can");
            }

            return new BootFile(path, handle, default, (int)length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            handle?.Dispose();
            throw new VmmException($"{path}: can't be opened: {e.Message.TrimEnd('.')}", e);
        }
        catch (VmmException)
        {
            handle?.Dispose();
            throw;
        }
    }

    /// <summary>Takes contents that are in memory already.</summary>
    public static BootFile FromMemory(string name, ReadOnlyMemory<byte> contents) => new(name, null, contents, contents.Length);

    /// <summary>Reads bytes.</summary>
    /// <exception cref="VmmException">The file ends before they do.</exception>
    public void Read(ulong offset, Span<byte> buffer)
    {
        if (!new MemoryRange(0, (ulong)LengthBytes).Contains(offset, (ulong)buffer.Length))
        {
            throw new VmmException($"{Name}: {buffer.Length} bytes at 0x{offset:x} are beyond its end at 0x{LengthBytes:x}");
        }

        if (_handle is null)
        {
            _contents.Span.Slice((int)offset, buffer.Length).CopyTo(buffer);
            return;
        }

        try
        {
            for (int total = 0; total < buffer.Length;)
            {
                int count = RandomAccess.Read(_handle, buffer[total..], (long)offset + total);
                if (count == 0)
                {
                    throw new VmmException($"{Name}: became shorter while it was read");
                }

                total += count;
            }
        }
        catch (IOException e)
        {
            throw new VmmException($"{Name}: can't be read: {e.Message.TrimEnd('.')}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle?.Dispose();
}
