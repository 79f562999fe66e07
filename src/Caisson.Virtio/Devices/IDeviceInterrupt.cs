namespace Caisson.Virtio.Devices;

/// <summary>
/// How a device reaches its driver: what a transport does for it (virtio 1.2 section 2.3). Called by the device's thread,
/// also while the transport waits for that thread to end: implementations take no lock.
/// </summary>
public interface IDeviceInterrupt
{
    /// <summary>Buffers of a queue have been used.</summary>
    /// <param name="queue">The queue's index.</param>
    public void UsedBuffers(int queue);

    /// <summary>The configuration has changed.</summary>
    public void ConfigurationChanged();

    /// <summary>The device has stopped, until it is reset (section 2.1.2).</summary>
    public void NeedsReset();
}
