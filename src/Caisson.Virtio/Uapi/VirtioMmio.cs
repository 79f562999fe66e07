namespace Caisson.Virtio.Uapi;

/// <summary>
/// Offsets of the registers of a device on the memory bus; <c>linux/virtio_mmio.h</c> (Linux 6.1), virtio 1.2 section
/// 4.2.2. What the header calls AVAIL and USED is QueueDriver and QueueDevice in the specification.
/// </summary>
internal static class VirtioMmio
{
    internal const ulong VIRTIO_MMIO_MAGIC_VALUE = 0x000;
    internal const ulong VIRTIO_MMIO_VERSION = 0x004;
    internal const ulong VIRTIO_MMIO_DEVICE_ID = 0x008;
    internal const ulong VIRTIO_MMIO_VENDOR_ID = 0x00c;
    internal const ulong VIRTIO_MMIO_DEVICE_FEATURES = 0x010;
    internal const ulong VIRTIO_MMIO_DEVICE_FEATURES_SEL = 0x014;
    internal const ulong VIRTIO_MMIO_DRIVER_FEATURES = 0x020;
    internal const ulong VIRTIO_MMIO_DRIVER_FEATURES_SEL = 0x024;
    internal const ulong VIRTIO_MMIO_QUEUE_SEL = 0x030;
    internal const ulong VIRTIO_MMIO_QUEUE_NUM_MAX = 0x034;
    internal const ulong VIRTIO_MMIO_QUEUE_NUM = 0x038;
    internal const ulong VIRTIO_MMIO_QUEUE_READY = 0x044;
    internal const ulong VIRTIO_MMIO_QUEUE_NOTIFY = 0x050;
    internal const ulong VIRTIO_MMIO_INTERRUPT_STATUS = 0x060;
    internal const ulong VIRTIO_MMIO_INTERRUPT_ACK = 0x064;
    internal const ulong VIRTIO_MMIO_STATUS = 0x070;
    internal const ulong VIRTIO_MMIO_QUEUE_DESC_LOW = 0x080;
    internal const ulong VIRTIO_MMIO_QUEUE_DESC_HIGH = 0x084;
    internal const ulong VIRTIO_MMIO_QUEUE_AVAIL_LOW = 0x090;
    internal const ulong VIRTIO_MMIO_QUEUE_AVAIL_HIGH = 0x094;
    internal const ulong VIRTIO_MMIO_QUEUE_USED_LOW = 0x0a0;
    internal const ulong VIRTIO_MMIO_QUEUE_USED_HIGH = 0x0a4;
    internal const ulong VIRTIO_MMIO_SHM_LEN_LOW = 0x0b0;
    internal const ulong VIRTIO_MMIO_SHM_LEN_HIGH = 0x0b4;
    internal const ulong VIRTIO_MMIO_SHM_BASE_LOW = 0x0b8;
    internal const ulong VIRTIO_MMIO_SHM_BASE_HIGH = 0x0bc;
    internal const ulong VIRTIO_MMIO_CONFIG_GENERATION = 0x0fc;

    /// <summary>Where the device's own configuration begins.</summary>
    internal const ulong VIRTIO_MMIO_CONFIG = 0x100;

    /// <summary>In the interrupt's status: buffers have been used.</summary>
    internal const int VIRTIO_MMIO_INT_VRING = 1 << 0;

    /// <summary>In the interrupt's status: the configuration, or the device's status, has changed.</summary>
    internal const int VIRTIO_MMIO_INT_CONFIG = 1 << 1;

    /// <summary>What MagicValue reads as: "virt".</summary>
    internal const uint Magic = 0x7472_6976;

    /// <summary>What Version reads as: registers of version 1 of the specification and later.</summary>
    internal const uint Version = 2;
}
