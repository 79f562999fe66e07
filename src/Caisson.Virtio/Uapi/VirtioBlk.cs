namespace Caisson.Virtio.Uapi;

/// <summary>Features of a disk, as masks; <c>linux/virtio_blk.h</c> (Linux 6.1), virtio 1.2 section 5.2.3.</summary>
internal static class VirtioBlkFeature
{
    /// <summary>The configuration tells how many buffers of data a request may have.</summary>
    internal const ulong VIRTIO_BLK_F_SEG_MAX = 1UL << 2;

    /// <summary>It can't be written.</summary>
    internal const ulong VIRTIO_BLK_F_RO = 1UL << 5;

    /// <summary>The configuration tells the size of a block.</summary>
    internal const ulong VIRTIO_BLK_F_BLK_SIZE = 1UL << 6;

    /// <summary>There is a flush, and without one writes may be lost.</summary>
    internal const ulong VIRTIO_BLK_F_FLUSH = 1UL << 9;

    /// <summary>There is a discard.</summary>
    internal const ulong VIRTIO_BLK_F_DISCARD = 1UL << 13;

    /// <summary>There is a write of zeros.</summary>
    internal const ulong VIRTIO_BLK_F_WRITE_ZEROES = 1UL << 14;
}

/// <summary>What a request asks for; <c>linux/virtio_blk.h</c>, virtio 1.2 section 5.2.6.</summary>
internal enum VirtioBlkRequest : uint
{
    VIRTIO_BLK_T_IN = 0,
    VIRTIO_BLK_T_OUT = 1,
    VIRTIO_BLK_T_FLUSH = 4,
    VIRTIO_BLK_T_GET_ID = 8,
    VIRTIO_BLK_T_DISCARD = 11,
    VIRTIO_BLK_T_WRITE_ZEROES = 13,
}

/// <summary>How a request ended: its last byte; <c>linux/virtio_blk.h</c>, virtio 1.2 section 5.2.6.</summary>
internal enum VirtioBlkStatus : byte
{
    VIRTIO_BLK_S_OK = 0,
    VIRTIO_BLK_S_IOERR = 1,
    VIRTIO_BLK_S_UNSUPP = 2,
}

/// <summary>Layouts of <c>linux/virtio_blk.h</c> (Linux 6.1).</summary>
internal static class VirtioBlk
{
    /// <summary>The unit of all offsets and lengths, whatever the size of a block is.</summary>
    internal const int SectorBytes = 512;

    /// <summary>Length of what VIRTIO_BLK_T_GET_ID answers.</summary>
    internal const int VIRTIO_BLK_ID_BYTES = 20;

    /// <summary>The only flag of a range: it may be taken out of the file.</summary>
    internal const uint VIRTIO_BLK_WRITE_ZEROES_FLAG_UNMAP = 1;

    // struct virtio_blk_outhdr
    internal const int RequestTypeOffset = 0;
    internal const int RequestSectorOffset = 8;
    internal const int RequestHeaderBytes = 16;

    // struct virtio_blk_discard_write_zeroes
    internal const int RangeSectorOffset = 0;
    internal const int RangeSectorsOffset = 8;
    internal const int RangeFlagsOffset = 12;
    internal const int RangeBytes = 16;

    // struct virtio_blk_config
    internal const int ConfigCapacityOffset = 0;
    internal const int ConfigSegMaxOffset = 12;
    internal const int ConfigBlkSizeOffset = 20;
    internal const int ConfigMaxDiscardSectorsOffset = 36;
    internal const int ConfigMaxDiscardSegOffset = 40;
    internal const int ConfigDiscardAlignmentOffset = 44;
    internal const int ConfigMaxWriteZeroesSectorsOffset = 48;
    internal const int ConfigMaxWriteZeroesSegOffset = 52;
    internal const int ConfigWriteZeroesMayUnmapOffset = 56;
    internal const int ConfigBytes = 60;
}
