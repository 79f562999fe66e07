using Caisson.Linux.Descriptors;
using Caisson.Virtio.Devices;
using Caisson.Virtio.Memory;
using Caisson.Virtio.Mmio;
using Caisson.Virtio.Queues;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Tests.Support;

/// <summary>A device on the memory bus and a driver that goes the way that Linux' virtio_mmio goes.</summary>
internal sealed class DriverBench : IDisposable
{
    /// <summary>Where tests put buffers: behind all rings.</summary>
    internal const ulong Buffers = 0x8_0000;

    private const ulong MemoryBytes = 4 << 20;
    private const ulong Rings = 0x1000;
    private const uint QueueSize = 16;

    // Far beyond what anything takes: a test that waits that long has failed.
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly VirtioDevice _device;
    private readonly List<DriverQueue> _queues = [];
    private ulong _nextBuffer = Buffers;

    internal DriverBench(VirtioDevice device)
    {
        _device = device;
        Transport = new MmioTransport(device, Memory);
    }

    internal GuestMemory Memory { get; } = GuestMemory.Create(MemoryBytes);

    internal MmioTransport Transport { get; }

    internal VirtioStatus Status => (VirtioStatus)Transport.Get(VirtioMmio.VIRTIO_MMIO_STATUS);

    public void Dispose()
    {
        Transport.Dispose();
        _device.Dispose();
        Memory.Dispose();
    }

    internal DriverQueue Queue(int index) => _queues[index];

    internal ulong OfferedFeatures()
    {
        Transport.Set(VirtioMmio.VIRTIO_MMIO_DEVICE_FEATURES_SEL, 1);
        ulong high = Transport.Get(VirtioMmio.VIRTIO_MMIO_DEVICE_FEATURES);
        Transport.Set(VirtioMmio.VIRTIO_MMIO_DEVICE_FEATURES_SEL, 0);
        return (high << 32) | Transport.Get(VirtioMmio.VIRTIO_MMIO_DEVICE_FEATURES);
    }

    internal void SetStatus(VirtioStatus bits) => Transport.Set(VirtioMmio.VIRTIO_MMIO_STATUS, (uint)(Status | bits));

    internal void Reset() => Transport.Set(VirtioMmio.VIRTIO_MMIO_STATUS, 0);

    /// <summary>Resets, and agrees on features.</summary>
    internal void Negotiate(ulong features)
    {
        Reset();
        _queues.Clear();
        SetStatus(VirtioStatus.VIRTIO_CONFIG_S_ACKNOWLEDGE);
        SetStatus(VirtioStatus.VIRTIO_CONFIG_S_DRIVER);
        Transport.Set(VirtioMmio.VIRTIO_MMIO_DRIVER_FEATURES_SEL, 1);
        Transport.Set(VirtioMmio.VIRTIO_MMIO_DRIVER_FEATURES, (uint)(features >> 32));
        Transport.Set(VirtioMmio.VIRTIO_MMIO_DRIVER_FEATURES_SEL, 0);
        Transport.Set(VirtioMmio.VIRTIO_MMIO_DRIVER_FEATURES, (uint)(features & uint.MaxValue));
        SetStatus(VirtioStatus.VIRTIO_CONFIG_S_FEATURES_OK);
    }

    /// <summary>Says where a queue is, and that it is ready.</summary>
    internal void SetUp(uint index, QueueLayout layout)
    {
        Transport.Set(VirtioMmio.VIRTIO_MMIO_QUEUE_SEL, index);
        Transport.Set(VirtioMmio.VIRTIO_MMIO_QUEUE_NUM, layout.Size);
        SetAddress(VirtioMmio.VIRTIO_MMIO_QUEUE_DESC_LOW, layout.DescriptorAddress);
        SetAddress(VirtioMmio.VIRTIO_MMIO_QUEUE_AVAIL_LOW, layout.AvailableAddress);
        SetAddress(VirtioMmio.VIRTIO_MMIO_QUEUE_USED_LOW, layout.UsedAddress);
        Transport.Set(VirtioMmio.VIRTIO_MMIO_QUEUE_READY, 1);
    }

    /// <summary>All the way to DRIVER_OK, with every queue.</summary>
    internal void Start(ulong features = ulong.MaxValue)
    {
        features &= _device.OfferedFeatures;
        Negotiate(features);
        ulong at = Rings;
        for (int i = 0; i < _device.Queues.Count; i++)
        {
            var queue = new DriverQueue(Memory, QueueSize, at, (features & VirtioFeature.VIRTIO_RING_F_EVENT_IDX) != 0);
            Memory.GetSpan(at, (int)(queue.End - at)).Clear();
            _queues.Add(queue);
            at = queue.End;
            SetUp((uint)i, queue.Layout);
        }

        SetStatus(VirtioStatus.VIRTIO_CONFIG_S_DRIVER_OK);
    }

    /// <summary>A buffer that the device reads, with this in it.</summary>
    internal DriverBuffer Readable(ReadOnlySpan<byte> contents)
    {
        DriverBuffer buffer = Place((uint)contents.Length, isWritable: false);
        contents.CopyTo(Memory.GetSpan(buffer.Address, contents.Length));
        return buffer;
    }

    /// <summary>A buffer that the device writes.</summary>
    internal DriverBuffer Writable(uint lengthBytes) => Place(lengthBytes, isWritable: true);

    internal byte[] Contents(DriverBuffer buffer) => Memory.GetSpan(buffer.Address, (int)buffer.LengthBytes).ToArray();

    /// <summary>Notifies the device if it wants that.</summary>
    internal void Kick(int queue)
    {
        if (Queue(queue).NeedsKick())
        {
            Transport.Set(VirtioMmio.VIRTIO_MMIO_QUEUE_NOTIFY, (uint)queue);
        }
    }

    /// <summary>Waits for the next used chain, woken by the device's call as a driver is by the interrupt.</summary>
    /// <returns>How many bytes the device has written.</returns>
    internal uint WaitUsed(int queue, out ushort head)
    {
        uint written;
        while (!Queue(queue).TryTakeUsed(out head, out written))
        {
            Queue(queue).WantCalls(true);
            if (Queue(queue).TryTakeUsed(out head, out written))
            {
                break;
            }

            EventFd call = _device.Queues[queue].Call;
            Assert.True(Poll.WaitReadable(call, Long), "the device does not answer");
            Assert.True(call.TryTake(out _));

            // Its bit may be gone already: acknowledged with that of the call before, while this one was on its way.
            Transport.Set(VirtioMmio.VIRTIO_MMIO_INTERRUPT_ACK, Transport.Get(VirtioMmio.VIRTIO_MMIO_INTERRUPT_STATUS));
        }

        return written;
    }

    /// <summary>Makes a request, and waits until it has been answered.</summary>
    /// <returns>How many bytes the device has written.</returns>
    internal uint Request(int queue, params ReadOnlySpan<DriverBuffer> buffers)
    {
        ushort head = Queue(queue).Add(buffers);
        Kick(queue);
        uint written = WaitUsed(queue, out ushort used);
        Assert.Equal(head, used);
        return written;
    }

    /// <summary>Waits until the device has stopped because of what its driver does.</summary>
    internal VirtioFault WaitFault()
    {
        Assert.True(Poll.WaitReadable(Transport.ConfigurationCall, Long), "the device does not stop");
        Transport.ConfigurationCall.Take();
        Assert.True(Status.HasFlag(VirtioStatus.VIRTIO_CONFIG_S_NEEDS_RESET));
        Assert.Equal(2u, Transport.Get(VirtioMmio.VIRTIO_MMIO_INTERRUPT_STATUS) & 2);
        return Assert.IsType<VirtioFaultException>(_device.Failure).Fault;
    }

    private DriverBuffer Place(uint lengthBytes, bool isWritable)
    {
        var buffer = new DriverBuffer(_nextBuffer, lengthBytes, isWritable);
        _nextBuffer += (lengthBytes + 15) & ~15u;
        return buffer;
    }

    private void SetAddress(ulong lowRegister, ulong address)
    {
        Transport.Set(lowRegister, (uint)(address & uint.MaxValue));
        Transport.Set(lowRegister + 4, (uint)(address >> 32));
    }
}
