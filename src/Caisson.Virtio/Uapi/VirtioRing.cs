namespace Caisson.Virtio.Uapi;

/// <summary>
/// Split rings: flags of descriptors and of both sides, sizes and offsets; <c>linux/virtio_ring.h</c> (Linux 6.1),
/// virtio 1.2 section 2.7.
/// </summary>
internal static class VirtioRing
{
    /// <summary>The chain goes on with the descriptor in <c>next</c>.</summary>
    internal const ushort VRING_DESC_F_NEXT = 1;

    /// <summary>The device writes the buffer; otherwise it reads it.</summary>
    internal const ushort VRING_DESC_F_WRITE = 2;

    /// <summary>The buffer is a table of descriptors.</summary>
    internal const ushort VRING_DESC_F_INDIRECT = 4;

    /// <summary>In the used ring's flags: the device needs no kicks. A hint.</summary>
    internal const ushort VRING_USED_F_NO_NOTIFY = 1;

    /// <summary>In the available ring's flags: the driver needs no calls. A hint.</summary>
    internal const ushort VRING_AVAIL_F_NO_INTERRUPT = 1;

    /// <summary>What the descriptor table's address is a multiple of.</summary>
    internal const uint VRING_DESC_ALIGN_SIZE = 16;

    /// <summary>What the available ring's address is a multiple of.</summary>
    internal const uint VRING_AVAIL_ALIGN_SIZE = 2;

    /// <summary>What the used ring's address is a multiple of.</summary>
    internal const uint VRING_USED_ALIGN_SIZE = 4;

    /// <summary>The largest queue; section 2.7.</summary>
    internal const uint MaxQueueSize = 32768;

    /// <summary><c>sizeof(struct vring_desc)</c>.</summary>
    internal const int DescriptorBytes = 16;

    /// <summary>Offset of <c>flags</c> in both rings.</summary>
    internal const int FlagsOffset = 0;

    /// <summary>Offset of <c>idx</c> in both rings.</summary>
    internal const int IndexOffset = 2;

    /// <summary>Offset of the first element in both rings.</summary>
    internal const int ElementsOffset = 4;

    /// <summary>An element of the available ring.</summary>
    internal const int AvailableElementBytes = 2;

    /// <summary><c>sizeof(struct vring_used_elem)</c>.</summary>
    internal const int UsedElementBytes = 8;

    /// <summary>The index behind the elements of either ring: <c>used_event</c>, <c>avail_event</c>.</summary>
    internal const int EventBytes = 2;
}
