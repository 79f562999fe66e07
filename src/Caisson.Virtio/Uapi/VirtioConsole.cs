namespace Caisson.Virtio.Uapi;

/// <summary><c>linux/virtio_console.h</c> (Linux 6.1), virtio 1.2 section 5.3.</summary>
internal static class VirtioConsole
{
    /// <summary>The configuration tells the size of the window, as a mask of the feature.</summary>
    internal const ulong VIRTIO_CONSOLE_F_SIZE = 1UL << 0;

    /// <summary>Port 0's queue to the guest; section 5.3.2.</summary>
    internal const int ReceiveQueue = 0;

    /// <summary>Port 0's queue from the guest.</summary>
    internal const int TransmitQueue = 1;

    // struct virtio_console_config
    internal const int ConfigColsOffset = 0;
    internal const int ConfigRowsOffset = 2;
    internal const int ConfigBytes = 4;
}
