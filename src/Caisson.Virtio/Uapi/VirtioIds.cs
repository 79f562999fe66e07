namespace Caisson.Virtio.Uapi;

/// <summary>What kind of device it is; <c>linux/virtio_ids.h</c> (Linux 6.1), virtio 1.2 section 5.</summary>
public enum VirtioDeviceId : uint
{
    /// <summary>No device: a driver passes over it.</summary>
    None = 0,

    /// <summary>A disk.</summary>
    VIRTIO_ID_BLOCK = 2,

    /// <summary>A terminal.</summary>
    VIRTIO_ID_CONSOLE = 3,

    /// <summary>A source of entropy.</summary>
    VIRTIO_ID_RNG = 4,
}
