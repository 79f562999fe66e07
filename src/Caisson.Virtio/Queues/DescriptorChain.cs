using Caisson.Virtio.Memory;

namespace Caisson.Virtio.Queues;

/// <summary>
/// A request: buffers that the device reads, then buffers that it writes. It is filled by <see cref="VirtQueue.TryTake"/>,
/// goes back with <see cref="VirtQueue.Complete"/>, and is used again for the next one.
/// </summary>
/// <remarks>Thread: the device's.</remarks>
public sealed class DescriptorChain
{
    /// <summary>What the driver has written for the device.</summary>
    public ReadableBuffer Readable { get; } = new();

    /// <summary>Where the device writes for the driver.</summary>
    public WritableBuffer Writable { get; } = new();

    /// <summary>The index of its first descriptor, by which the driver knows it.</summary>
    public ushort Head { get; private set; }

    /// <summary>Whether it has been taken, and has not gone back yet.</summary>
    public bool IsTaken { get; private set; }

    internal void Begin(GuestMemory memory, ushort head)
    {
        Head = head;
        Readable.Clear(memory);
        Writable.Clear(memory);
    }

    internal void Take() => IsTaken = true;

    internal void Return() => IsTaken = false;
}
