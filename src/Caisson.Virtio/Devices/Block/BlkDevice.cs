using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Memory;
using Caisson.Virtio.Memory;
using Caisson.Virtio.Queues;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Devices.Block;

/// <summary>
/// A disk whose contents are those of a file; virtio 1.2 section 5.2. What the host can't do (its disk is full, or broken) is
/// an error of that request, which the guest sees as a bad disk would show it; the device goes on.
/// </summary>
/// <remarks>Requests are answered one after the other, on the device's thread.</remarks>
public sealed class BlkDevice : RequestDevice
{
    private const ushort QueueSize = 256;

    /// <summary>Buffers of data in a request: what the queue holds without the header and the status.</summary>
    private const uint MaxSegments = QueueSize - 2;

    private readonly DiskFile _disk;
    private readonly bool _isReadOnly;
    private readonly byte[] _serial = new byte[VirtioBlk.VIRTIO_BLK_ID_BYTES];
    private MappedPieces? _pieces;

    /// <summary>A disk.</summary>
    /// <param name="file">
    /// A regular file, open for reading, and for writing unless the disk is read-only. It stays the caller's, and outlives the
    /// device. Its size is that of the disk.
    /// </param>
    /// <param name="options">How it is shown.</param>
    /// <exception cref="ArgumentException">The options.</exception>
    /// <exception cref="LinuxException">The file's size can't be found out.</exception>
    public BlkDevice(FileDescriptor file, BlkOptions options)
        : base(VirtioDeviceId.VIRTIO_ID_BLOCK, "virtio-blk", FeaturesOf(options), QueueSize)
    {
        if (!BitOperations.IsPow2(options.BlockBytes) || options.BlockBytes < VirtioBlk.SectorBytes)
        {
            throw new ArgumentException(
                $"a block has a power of two of bytes, 512 at least, not {options.BlockBytes}", nameof(options));
        }

        if (options.Serial.Length > _serial.Length || !Ascii.IsValid(options.Serial))
        {
            throw new ArgumentException($"a serial is {_serial.Length} ASCII characters at most", nameof(options));
        }

        Encoding.ASCII.GetBytes(options.Serial, _serial);
        _isReadOnly = options.IsReadOnly;
        _disk = new DiskFile(file, options.Name);
        SetConfiguration(BlkConfig.Make(_disk.CapacitySectors, MaxSegments, options));
    }

    /// <inheritdoc/>
    protected override void OnActivated(GuestMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        base.OnActivated(memory);
        _pieces = memory.CreatePieces(QueueSize);
    }

    /// <inheritdoc/>
    protected override void Answer(DescriptorChain request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Span<byte> header = stackalloc byte[VirtioBlk.RequestHeaderBytes];
        if (!request.Readable.TryRead(header) || request.Writable.LengthBytes == 0)
        {
            VirtioFaultException.Throw(VirtioFault.RequestTooShort, request.Head);
        }

        var type = (VirtioBlkRequest)BinaryPrimitives.ReadUInt32LittleEndian(header[VirtioBlk.RequestTypeOffset..]);
        ulong sector = BinaryPrimitives.ReadUInt64LittleEndian(header[VirtioBlk.RequestSectorOffset..]);
        VirtioBlkStatus status;
        try
        {
            status = Execute(type, sector, request);
        }
        catch (LinuxException)
        {
            status = VirtioBlkStatus.VIRTIO_BLK_S_IOERR;
        }

        // The status is the last byte, and what comes before it counts as written.
        request.Writable.WriteZeros(request.Writable.RemainingBytes - 1);
        request.Writable.TryWrite([(byte)status]);
    }

    private static ulong FeaturesOf(BlkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        const ulong Always = VirtioBlkFeature.VIRTIO_BLK_F_SEG_MAX | VirtioBlkFeature.VIRTIO_BLK_F_BLK_SIZE
            | VirtioBlkFeature.VIRTIO_BLK_F_FLUSH;
        return Always | (options.IsReadOnly
            ? VirtioBlkFeature.VIRTIO_BLK_F_RO
            : VirtioBlkFeature.VIRTIO_BLK_F_DISCARD | VirtioBlkFeature.VIRTIO_BLK_F_WRITE_ZEROES);
    }

    private VirtioBlkStatus Execute(VirtioBlkRequest type, ulong sector, DescriptorChain request)
    {
        switch (type)
        {
            case VirtioBlkRequest.VIRTIO_BLK_T_IN:
                return Read(sector, request.Writable);
            case VirtioBlkRequest.VIRTIO_BLK_T_OUT:
                return Write(sector, request.Readable);
            case VirtioBlkRequest.VIRTIO_BLK_T_FLUSH:
                _disk.Flush();
                return VirtioBlkStatus.VIRTIO_BLK_S_OK;
            case VirtioBlkRequest.VIRTIO_BLK_T_GET_ID:
                request.Writable.TryWrite(_serial.AsSpan(0, (int)Math.Min(_serial.Length, request.Writable.RemainingBytes - 1)));
                return VirtioBlkStatus.VIRTIO_BLK_S_OK;
            case VirtioBlkRequest.VIRTIO_BLK_T_DISCARD when Has(VirtioBlkFeature.VIRTIO_BLK_F_DISCARD):
                return Ranges(request.Readable, BlkConfig.MaxDiscardSectors, allowedFlags: 0, _disk.Discard);
            case VirtioBlkRequest.VIRTIO_BLK_T_WRITE_ZEROES when Has(VirtioBlkFeature.VIRTIO_BLK_F_WRITE_ZEROES):
                return Ranges(
                    request.Readable,
                    BlkConfig.MaxWriteZeroesSectors,
                    VirtioBlk.VIRTIO_BLK_WRITE_ZEROES_FLAG_UNMAP,
                    _disk.WriteZeros);
            default:
                return VirtioBlkStatus.VIRTIO_BLK_S_UNSUPP;
        }
    }

    private VirtioBlkStatus Read(ulong sector, WritableBuffer buffer)
    {
        long length = buffer.RemainingBytes - 1;
        if (!IsOnDisk(sector, length))
        {
            return VirtioBlkStatus.VIRTIO_BLK_S_IOERR;
        }

        _disk.Read(sector, buffer, length, _pieces!);
        return VirtioBlkStatus.VIRTIO_BLK_S_OK;
    }

    private VirtioBlkStatus Write(ulong sector, ReadableBuffer buffer)
    {
        if (_isReadOnly || !IsOnDisk(sector, buffer.RemainingBytes))
        {
            return VirtioBlkStatus.VIRTIO_BLK_S_IOERR;
        }

        _disk.Write(sector, buffer, _pieces!);
        AfterWrite();
        return VirtioBlkStatus.VIRTIO_BLK_S_OK;
    }

    private VirtioBlkStatus Ranges(ReadableBuffer buffer, uint maxSectors, uint allowedFlags, Action<BlkRange> perform)
    {
        long count = buffer.RemainingBytes / VirtioBlk.RangeBytes;
        if (count is 0 or > BlkConfig.MaxRanges || buffer.RemainingBytes % VirtioBlk.RangeBytes != 0)
        {
            return VirtioBlkStatus.VIRTIO_BLK_S_IOERR;
        }

        // All are checked before the first is done.
        Span<byte> bytes = stackalloc byte[BlkConfig.MaxRanges * VirtioBlk.RangeBytes];
        bytes = bytes[..(int)buffer.RemainingBytes];
        buffer.TryRead(bytes);
        for (int at = 0; at < bytes.Length; at += VirtioBlk.RangeBytes)
        {
            var range = BlkRange.Read(bytes[at..]);
            if ((range.Flags & ~allowedFlags) != 0)
            {
                return VirtioBlkStatus.VIRTIO_BLK_S_UNSUPP;
            }

            if (range.Sectors == 0 || range.Sectors > maxSectors || !_disk.Contains(range.Sector, range.Sectors))
            {
                return VirtioBlkStatus.VIRTIO_BLK_S_IOERR;
            }
        }

        for (int at = 0; at < bytes.Length; at += VirtioBlk.RangeBytes)
        {
            perform(BlkRange.Read(bytes[at..]));
        }

        AfterWrite();
        return VirtioBlkStatus.VIRTIO_BLK_S_OK;
    }

    // A driver that does not know of flushes takes every write to be on the disk (section 5.2.5).
    private void AfterWrite()
    {
        if (!Has(VirtioBlkFeature.VIRTIO_BLK_F_FLUSH))
        {
            _disk.Flush();
        }
    }

    private bool IsOnDisk(ulong sector, long lengthBytes) =>
        lengthBytes % VirtioBlk.SectorBytes == 0 && _disk.Contains(sector, (ulong)lengthBytes / VirtioBlk.SectorBytes);

    private bool Has(ulong feature) => (Features & feature) != 0;
}
