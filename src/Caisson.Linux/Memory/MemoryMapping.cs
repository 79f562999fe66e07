using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Microsoft.Win32.SafeHandles;

namespace Caisson.Linux.Memory;

/// <summary>A file as memory of this process, shared with everybody who maps it; mmap(2), MAP_SHARED.</summary>
/// <remarks>
/// The mapping outlives the descriptor that it was made from. Whoever disposes of it has made sure that nobody uses a span
/// of it any more: threads that do have been joined.
/// Thread: any. Allocates: never, once made.
/// </remarks>
public sealed unsafe class MemoryMapping : SafeHandleZeroOrMinusOneIsInvalid
{
    private MemoryMapping(void* address, long lengthBytes)
        : base(ownsHandle: true)
    {
        SetHandle((nint)address);
        LengthBytes = lengthBytes;
    }

    /// <summary>Its length in bytes.</summary>
    public long LengthBytes { get; }

    /// <summary>Where it begins in this process, for calls that take an address as a number (KVM's memory slots).</summary>
    public nint Address => IsClosed ? throw new ObjectDisposedException(nameof(MemoryMapping)) : handle;

    /// <summary>Maps the beginning of a file, for reading and writing. Nothing is read yet.</summary>
    /// <param name="file">
    /// The file, which must be that long and stay so: the first access beyond its end ends the process (SIGBUS). Seal it
    /// against shrinking.
    /// </param>
    /// <param name="lengthBytes">How much; a multiple of the size of a page.</param>
    /// <exception cref="LinuxException">ENOMEM: no room, or not enough huge pages; EACCES; EINVAL: the length.</exception>
    public static MemoryMapping Map(FileDescriptor file, long lengthBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lengthBytes);
        void* address = LibC.MapShared(file.Number, (nint)lengthBytes);
        GC.KeepAlive(file);
        LinuxException.Check((nint)address, "mmap", file.ProcPath);
        return new MemoryMapping(address, lengthBytes);
    }

    /// <summary>Part of it.</summary>
    /// <param name="offsetBytes">Where the part begins.</param>
    /// <param name="lengthBytes">How long it is.</param>
    /// <exception cref="ArgumentOutOfRangeException">It reaches beyond the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is gone.</exception>
    public Span<byte> Slice(long offsetBytes, int lengthBytes)
    {
        byte* start = Checked(offsetBytes, lengthBytes);

        // SAFETY: Checked has found the range inside the mapping, which stays as long as its owner promises (see above).
        return new Span<byte>(start, lengthBytes);
    }

    /// <summary>The address of a part, whose whole length is inside the mapping.</summary>
    internal byte* Checked(long offsetBytes, int lengthBytes)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offsetBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offsetBytes, LengthBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lengthBytes, LengthBytes - offsetBytes);
        return (byte*)handle + offsetBytes;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.munmap((void*)handle, (nint)LengthBytes) == 0;
}
