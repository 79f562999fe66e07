using Caisson.Virtio.Memory;
using Caisson.Virtio.Queues;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Devices;

/// <summary>A device whose queues carry requests that are answered one after the other.</summary>
public abstract class RequestDevice : VirtioDevice
{
    // How many answers the driver may wait for until it sees the first. More cost it time, fewer cost updates and calls.
    private const int MaxUnpublished = 16;

    private DescriptorChain _chain = new();

    /// <summary>Describes a device.</summary>
    /// <param name="id">What it is.</param>
    /// <param name="name">What its thread is called.</param>
    /// <param name="features">What it offers beside what all do.</param>
    /// <param name="queueSizes">The largest size of each of its queues: powers of two.</param>
    protected RequestDevice(VirtioDeviceId id, string name, ulong features, params ReadOnlySpan<ushort> queueSizes)
        : base(id, name, features, queueSizes)
    {
    }

    /// <summary>Answers a request: reads the chain's readable part and writes the writable one.</summary>
    /// <exception cref="VirtioFaultException">It has not the form that the device's requests have.</exception>
    protected abstract void Answer(DescriptorChain request);

    /// <inheritdoc/>
    protected override void OnActivated(GuestMemory memory)
    {
        // The last one may be that of a request which ended the device.
        _chain = new DescriptorChain();
    }

    /// <inheritdoc/>
    protected sealed override void Serve(DeviceQueue queue, VirtQueue ring)
    {
        ArgumentNullException.ThrowIfNull(ring);
        ring.DisableKicks();
        do
        {
            AnswerAvailable(ring);
        }
        while (!IsStopping && ring.EnableKicks());
    }

    private void AnswerAvailable(VirtQueue ring)
    {
        int unpublished = 0;
        while (!IsStopping && ring.TryTake(_chain))
        {
            Answer(_chain);
            ring.Complete(_chain);
            if (++unpublished == MaxUnpublished)
            {
                ring.Flush();
                unpublished = 0;
            }
        }

        ring.Flush();
    }
}
