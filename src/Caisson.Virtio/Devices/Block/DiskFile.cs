using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Memory;
using Caisson.Virtio.Queues;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Devices.Block;

/// <summary>
/// A file as a disk. Offsets and lengths have been checked against <see cref="CapacitySectors"/> by the caller.
/// </summary>
internal sealed class DiskFile
{
    private static readonly byte[] Zeros = new byte[64 << 10];

    private readonly FileDescriptor _file;
    private readonly string _name;

    /// <summary>Looks how large the file is.</summary>
    /// <param name="file">The file; stays the caller's.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="LinuxException">EIO, …</exception>
    internal DiskFile(FileDescriptor file, string name)
    {
        _file = file;
        _name = name;
        CapacitySectors = FileSystem.Status(file, name).SizeBytes / VirtioBlk.SectorBytes;
    }

    /// <summary>Its size when it was opened. A rest that is no whole sector is not shown.</summary>
    internal ulong CapacitySectors { get; }

    /// <summary>Whether a range is on the disk as a whole.</summary>
    internal bool Contains(ulong sector, ulong sectors) => sector <= CapacitySectors && sectors <= CapacitySectors - sector;

    /// <summary>Reads into guest memory. Where the file has become shorter, there are zeros.</summary>
    /// <exception cref="LinuxException">EIO, …</exception>
    internal void Read(ulong sector, WritableBuffer buffer, long lengthBytes, MappedPieces pieces)
    {
        long offset = OffsetOf(sector);
        while (lengthBytes > 0)
        {
            pieces.Clear();
            long part = buffer.AddTo(pieces, lengthBytes);
            long count = FileContents.ReadAt(_file, pieces, offset);
            buffer.Wrote(count);
            buffer.WriteZeros(part - count);
            offset += part;
            lengthBytes -= part;
        }
    }

    /// <summary>Writes from guest memory.</summary>
    /// <exception cref="LinuxException">ENOSPC, EIO, …; part of it may have been written.</exception>
    internal void Write(ulong sector, ReadableBuffer buffer, MappedPieces pieces)
    {
        long offset = OffsetOf(sector);
        while (buffer.RemainingBytes > 0)
        {
            pieces.Clear();
            long part = buffer.AddTo(pieces, buffer.RemainingBytes);
            FileContents.WriteAllAt(_file, pieces, offset);
            buffer.Skip(part);
            offset += part;
        }
    }

    /// <summary>Waits until what was written is on the disk.</summary>
    /// <exception cref="LinuxException">EIO, ENOSPC, …: it may be lost.</exception>
    internal void Flush() => DurableFiles.SyncContents(_file, _name);

    /// <summary>Gives room back to the file system, where that takes it. What the range reads as is nobody's business.</summary>
    /// <exception cref="LinuxException">EIO, …</exception>
    internal void Discard(BlkRange range) =>
        FileContents.TryPunchHole(_file, OffsetOf(range.Sector), LengthOf(range));

    /// <summary>Makes a range read as zeros.</summary>
    /// <exception cref="LinuxException">ENOSPC, EIO, …</exception>
    internal void WriteZeros(BlkRange range)
    {
        long offset = OffsetOf(range.Sector);
        long length = LengthOf(range);
        if ((range.MayUnmap && FileContents.TryPunchHole(_file, offset, length))
            || FileContents.TryZeroRange(_file, offset, length))
        {
            return;
        }

        while (length > 0)
        {
            int part = (int)Math.Min(length, Zeros.Length);
            FileContents.WriteAllAt(_file, Zeros.AsSpan(0, part), offset);
            offset += part;
            length -= part;
        }
    }

    private static long OffsetOf(ulong sector) => (long)(sector * VirtioBlk.SectorBytes);

    private static long LengthOf(BlkRange range) => (long)range.Sectors * VirtioBlk.SectorBytes;
}
