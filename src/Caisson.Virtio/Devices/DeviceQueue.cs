using Caisson.Linux.Descriptors;
using Caisson.Virtio.Queues;

namespace Caisson.Virtio.Devices;

/// <summary>
/// A place for a queue: it is there as long as its device, while the ring in it comes and goes with the driver. Whoever runs
/// the guest's processors signals <see cref="Kick"/> when the guest notifies the device, and interrupts the guest when
/// <see cref="Call"/> is signalled; under KVM both are done in the kernel (ioeventfd, irqfd).
/// </summary>
public sealed class DeviceQueue : IDisposable
{
    internal DeviceQueue(int index, ushort maxSize)
    {
        Index = index;
        MaxSize = maxSize;
    }

    /// <summary>Its number within the device.</summary>
    public int Index { get; }

    /// <summary>The largest size that is offered to the driver.</summary>
    public ushort MaxSize { get; }

    /// <summary>From the guest to the device.</summary>
    public EventFd Kick { get; } = new(nonBlocking: true);

    /// <summary>From the device to the guest.</summary>
    public EventFd Call { get; } = new(nonBlocking: true);

    /// <summary>What it has done.</summary>
    public QueueCounters Counters { get; } = new();

    /// <summary>The ring while the driver has one; null otherwise.</summary>
    internal VirtQueue? Ring { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kick.Dispose();
        Call.Dispose();
    }

    /// <summary>Takes the kicks that have come. Several that come close together are one to wait for, and all count.</summary>
    internal void TakeKicks()
    {
        if (Kick.TryTake(out ulong count))
        {
            Counters.CountKicks(count);
        }
    }
}
