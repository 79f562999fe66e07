using System.Buffers.Binary;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Devices.Block;

/// <summary>Sectors to discard or to make zeros: <c>struct virtio_blk_discard_write_zeroes</c>.</summary>
/// <param name="Sector">The first one.</param>
/// <param name="Sectors">How many there are.</param>
/// <param name="Flags">VIRTIO_BLK_WRITE_ZEROES_FLAG_*.</param>
internal readonly record struct BlkRange(ulong Sector, uint Sectors, uint Flags)
{
    internal bool MayUnmap => (Flags & VirtioBlk.VIRTIO_BLK_WRITE_ZEROES_FLAG_UNMAP) != 0;

    internal static BlkRange Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[VirtioBlk.RangeSectorOffset..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[VirtioBlk.RangeSectorsOffset..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[VirtioBlk.RangeFlagsOffset..]));
}
