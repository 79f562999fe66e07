namespace Caisson.Virtio.Uapi;

/// <summary>How far a driver is with a device; <c>linux/virtio_config.h</c> (Linux 6.1), virtio 1.2 section 2.1.</summary>
[Flags]
internal enum VirtioStatus
{
    /// <summary>Writing it resets the device.</summary>
    Reset = 0,

    /// <summary>The guest has seen the device.</summary>
    VIRTIO_CONFIG_S_ACKNOWLEDGE = 1,

    /// <summary>The guest has a driver for it.</summary>
    VIRTIO_CONFIG_S_DRIVER = 2,

    /// <summary>The driver is ready: queues are live.</summary>
    VIRTIO_CONFIG_S_DRIVER_OK = 4,

    /// <summary>Features are agreed on.</summary>
    VIRTIO_CONFIG_S_FEATURES_OK = 8,

    /// <summary>The device has met an error that only a reset cures.</summary>
    VIRTIO_CONFIG_S_NEEDS_RESET = 0x40,

    /// <summary>The guest has given the device up.</summary>
    VIRTIO_CONFIG_S_FAILED = 0x80,
}

/// <summary>
/// Features of every device, as masks; <c>linux/virtio_config.h</c> and <c>linux/virtio_ring.h</c> (Linux 6.1) give the
/// numbers of the bits, virtio 1.2 section 6 what they mean.
/// </summary>
internal static class VirtioFeature
{
    /// <summary>A descriptor may name a table of descriptors.</summary>
    internal const ulong VIRTIO_RING_F_INDIRECT_DESC = 1UL << 28;

    /// <summary>Each side says at which index it wants to be notified.</summary>
    internal const ulong VIRTIO_RING_F_EVENT_IDX = 1UL << 29;

    /// <summary>The device follows version 1 of the specification, not what came before.</summary>
    internal const ulong VIRTIO_F_VERSION_1 = 1UL << 32;
}
