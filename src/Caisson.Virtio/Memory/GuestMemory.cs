using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Memory;
using Caisson.Linux.Uapi;

namespace Caisson.Virtio.Memory;

/// <summary>
/// The guest's memory: one file in memory, mapped once, of which the guest sees the first part below
/// <see cref="HoleStart"/> and the rest from <see cref="HoleEnd"/> on.
/// <code>
///  guest-physical   0            3 GiB      4 GiB                4 GiB + size - 3 GiB
///                   ├── region 0 ──┤ devices  ├────── region 1 ────┤
///  the file         0            3 GiB                           size
/// </code>
/// </summary>
/// <remarks>
/// Every access is by guest-physical address and length, and is checked here: a range is inside one region as a whole, or
/// it is refused. The guest's processors, and processes that were given the file, change the contents at any moment: what
/// is read once is used, and never read again.
/// Thread: any. Allocates: never, once made. Dispose of it when all threads that use it have ended.
/// </remarks>
public sealed class GuestMemory : IDisposable
{
    /// <summary>Where memory below 4 GiB ends: what follows belongs to devices, interrupt controllers and firmware.</summary>
    public const ulong HoleStart = 3UL << 30;

    /// <summary>Where memory goes on.</summary>
    public const ulong HoleEnd = 4UL << 30;

    /// <summary>What a size is a multiple of: a page.</summary>
    public const ulong PageBytes = 4096;

    /// <summary>What a size is a multiple of with huge pages.</summary>
    public const ulong HugePageBytes = 2UL << 20;

    /// <summary>The largest size: what half of an x86-64 process's own address space holds.</summary>
    public const ulong MaxBytes = 1UL << 46;

    private readonly MemoryMapping _mapping;
    private readonly ulong _lowBytes;
    private readonly ulong _highBytes;

    private GuestMemory(MemFd file, MemoryMapping mapping)
    {
        File = file;
        _mapping = mapping;
        SizeBytes = (ulong)mapping.LengthBytes;
        _lowBytes = Math.Min(SizeBytes, HoleStart);
        _highBytes = SizeBytes - _lowBytes;
        var low = new GuestRegion(0, _lowBytes, 0, mapping.Address);
        Regions = _highBytes == 0
            ? [low]
            : [low, new GuestRegion(HoleEnd, _highBytes, (long)_lowBytes, mapping.Address + (nint)_lowBytes)];
    }

    /// <summary>How much memory there is.</summary>
    public ulong SizeBytes { get; }

    /// <summary>The regions, by address.</summary>
    public IReadOnlyList<GuestRegion> Regions { get; }

    /// <summary>The file, sealed against changes of its length; for processes that serve devices of this guest.</summary>
    public MemFd File { get; }

    /// <summary>The file as memory of this process, for KVM, which keeps it mapped as long as a machine has it.</summary>
    public MemoryMapping Mapping => _mapping;

    /// <summary>Makes a guest's memory, which reads as zeros and takes none of the host's until it is written.</summary>
    /// <param name="sizeBytes">How much; a multiple of <see cref="PageBytes"/> or <see cref="HugePageBytes"/>.</param>
    /// <param name="hugePages">
    /// Whether it is made of pages of 2 MiB. They are the guest's at once: where the host has not set enough aside, this is
    /// an error, and nothing that happens to the running guest.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The size.</exception>
    /// <exception cref="GuestMemoryException">There is not that much address space, or there are not enough huge pages.</exception>
    /// <exception cref="LinuxException">EMFILE, ENFILE.</exception>
    public static GuestMemory Create(ulong sizeBytes, bool hugePages = false)
    {
        ulong unit = hugePages ? HugePageBytes : PageBytes;
        if (sizeBytes is 0 or > MaxBytes || sizeBytes % unit != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(sizeBytes), sizeBytes, $"memory is a multiple of {unit} bytes, {MaxBytes} at most");
        }

        MemFd? file = null;
        try
        {
            file = hugePages ? MemFd.CreateHuge("guest") : MemFd.Create("guest");
            file.SetLength((long)sizeBytes);
            file.Seal(FileSeals.F_SEAL_SHRINK | FileSeals.F_SEAL_GROW | FileSeals.F_SEAL_SEAL);
            return new GuestMemory(file, MemoryMapping.Map(file, (long)sizeBytes));
        }
        catch (LinuxException e)
        {
            file?.Dispose();
            if (hugePages && e.Errno is (Errno.ENOMEM or Errno.ENODEV or Errno.ENOSYS or Errno.EINVAL))
            {
                throw new GuestMemoryException(
                    $"{sizeBytes >> 20} MiB of guest memory take {sizeBytes / HugePageBytes} free huge pages of 2 MiB, "
                    + "which the host does not have: set vm.nr_hugepages, or do without them",
                    e);
            }

            if (e.Errno == Errno.ENOMEM)
            {
                throw new GuestMemoryException($"there is no room for {sizeBytes >> 20} MiB of guest memory", e);
            }

            throw;
        }
    }

    /// <summary>Whether a range is the guest's memory as a whole. An empty one is where its address is.</summary>
    public bool Contains(ulong address, ulong lengthBytes) => TryLocate(address, lengthBytes, out _);

    /// <summary>The memory at an address.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="lengthBytes">How long it is.</param>
    /// <param name="span">The memory, whose contents the guest may change at any moment.</param>
    /// <returns>False if the range is not inside one region as a whole.</returns>
    public bool TryGetSpan(ulong address, int lengthBytes, out Span<byte> span)
    {
        if (lengthBytes < 0 || !TryLocate(address, (ulong)lengthBytes, out long offset))
        {
            span = default;
            return false;
        }

        span = _mapping.Slice(offset, lengthBytes);
        return true;
    }

    /// <summary>The memory at an address.</summary>
    /// <exception cref="VirtioFaultException"><see cref="VirtioFault.OutsideMemory"/>.</exception>
    public Span<byte> GetSpan(ulong address, int lengthBytes)
    {
        if (!TryGetSpan(address, lengthBytes, out Span<byte> span))
        {
            VirtioFaultException.Throw(VirtioFault.OutsideMemory, address);
        }

        return span;
    }

    /// <summary>Reads a little-endian number. The same exception as <see cref="GetSpan"/>.</summary>
    public ushort ReadUInt16(ulong address) => BinaryPrimitives.ReadUInt16LittleEndian(GetSpan(address, sizeof(ushort)));

    /// <summary>Reads a little-endian number. The same exception as <see cref="GetSpan"/>.</summary>
    public uint ReadUInt32(ulong address) => BinaryPrimitives.ReadUInt32LittleEndian(GetSpan(address, sizeof(uint)));

    /// <summary>Reads a little-endian number. The same exception as <see cref="GetSpan"/>.</summary>
    public ulong ReadUInt64(ulong address) => BinaryPrimitives.ReadUInt64LittleEndian(GetSpan(address, sizeof(ulong)));

    /// <summary>Writes a little-endian number. The same exception as <see cref="GetSpan"/>.</summary>
    public void WriteUInt16(ulong address, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(GetSpan(address, sizeof(ushort)), value);

    /// <summary>Writes a little-endian number. The same exception as <see cref="GetSpan"/>.</summary>
    public void WriteUInt32(ulong address, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(GetSpan(address, sizeof(uint)), value);

    /// <summary>Writes a little-endian number. The same exception as <see cref="GetSpan"/>.</summary>
    public void WriteUInt64(ulong address, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(GetSpan(address, sizeof(ulong)), value);

    /// <summary>Reads a little-endian number at once, before anything that is read later: pairs with a store-release.</summary>
    /// <param name="address">Where; an even address.</param>
    /// <exception cref="VirtioFaultException">As <see cref="GetSpan"/>; or the address is odd.</exception>
    public ushort LoadAcquireUInt16(ulong address) => FromLittleEndian(Volatile.Read(ref Atomic(address)));

    /// <summary>Writes a little-endian number at once, after all that was written before: pairs with a load-acquire.</summary>
    /// <param name="address">Where; an even address.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="VirtioFaultException">As <see cref="GetSpan"/>; or the address is odd.</exception>
    public void StoreReleaseUInt16(ulong address, ushort value) => Volatile.Write(ref Atomic(address), FromLittleEndian(value));

    /// <summary>Adds a range to what one call reads or writes.</summary>
    /// <exception cref="VirtioFaultException"><see cref="VirtioFault.OutsideMemory"/>.</exception>
    public void AddTo(MappedPieces pieces, ulong address, int lengthBytes)
    {
        if (lengthBytes < 0 || !TryLocate(address, (ulong)lengthBytes, out long offset))
        {
            VirtioFaultException.Throw(VirtioFault.OutsideMemory, address);
            return;
        }

        pieces.Add(offset, lengthBytes);
    }

    /// <summary>Pieces of this memory for calls, none yet; see <see cref="AddTo"/>.</summary>
    /// <param name="capacity">How many there can be, up to <see cref="MappedPieces.MaxPieces"/>.</param>
    public MappedPieces CreatePieces(int capacity) => new(_mapping, capacity);

    /// <summary>Unmaps the memory and closes the file.</summary>
    public void Dispose()
    {
        _mapping.Dispose();
        File.Dispose();
    }

    // Of two bytes at an even address neither processor sees the one without the other.
    private ref ushort Atomic(ulong address)
    {
        if (address % sizeof(ushort) != 0)
        {
            VirtioFaultException.Throw(VirtioFault.RingAlignment, address);
        }

        return ref MemoryMarshal.AsRef<ushort>(GetSpan(address, sizeof(ushort)));
    }

    private static ushort FromLittleEndian(ushort value) =>
        BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);

    private bool TryLocate(ulong address, ulong lengthBytes, out long offset)
    {
        if (address < _lowBytes)
        {
            offset = (long)address;
            return lengthBytes <= _lowBytes - address;
        }

        // What is below the end of the hole wraps to a number that is larger than any size.
        ulong above = unchecked(address - HoleEnd);
        offset = unchecked((long)(_lowBytes + above));
        return above < _highBytes && lengthBytes <= _highBytes - above;
    }
}
