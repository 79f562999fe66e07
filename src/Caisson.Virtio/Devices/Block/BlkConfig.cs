using System.Buffers.Binary;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Devices.Block;

/// <summary>What a disk tells of itself: <c>struct virtio_blk_config</c>; virtio 1.2 section 5.2.4.</summary>
internal static class BlkConfig
{
    /// <summary>Sectors that one range of a discard has at most: 1 GiB, which the file system does in one go.</summary>
    internal const uint MaxDiscardSectors = 1 << 21;

    /// <summary>Sectors that one range of zeros has at most: 64 MiB, because some file systems have to write them.</summary>
    internal const uint MaxWriteZeroesSectors = 1 << 17;

    /// <summary>Ranges in a request at most.</summary>
    internal const int MaxRanges = 16;

    /// <summary>What discards had better be aligned to: the block of most file systems, in sectors.</summary>
    private const uint DiscardAlignment = 8;

    /// <summary>Writes down the configuration.</summary>
    /// <param name="capacitySectors">The size of the disk.</param>
    /// <param name="maxSegments">Buffers of data that a request may have.</param>
    /// <param name="options">How it is shown.</param>
    internal static byte[] Make(ulong capacitySectors, uint maxSegments, BlkOptions options)
    {
        byte[] config = new byte[VirtioBlk.ConfigBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(config.AsSpan(VirtioBlk.ConfigCapacityOffset), capacitySectors);
        Put(VirtioBlk.ConfigSegMaxOffset, maxSegments);
        Put(VirtioBlk.ConfigBlkSizeOffset, options.BlockBytes);
        if (!options.IsReadOnly)
        {
            Put(VirtioBlk.ConfigMaxDiscardSectorsOffset, MaxDiscardSectors);
            Put(VirtioBlk.ConfigMaxDiscardSegOffset, MaxRanges);
            Put(VirtioBlk.ConfigDiscardAlignmentOffset, DiscardAlignment);
            Put(VirtioBlk.ConfigMaxWriteZeroesSectorsOffset, MaxWriteZeroesSectors);
            Put(VirtioBlk.ConfigMaxWriteZeroesSegOffset, MaxRanges);
            config[VirtioBlk.ConfigWriteZeroesMayUnmapOffset] = 1;
        }

        return config;

        void Put(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(config.AsSpan(offset), value);
    }
}
