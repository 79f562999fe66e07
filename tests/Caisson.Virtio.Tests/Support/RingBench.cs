using Caisson.Virtio.Memory;
using Caisson.Virtio.Queues;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Tests.Support;

/// <summary>A ring with a driver on the one side and the queue under test on the other.</summary>
internal sealed class RingBench : IDisposable
{
    internal const ulong MemoryBytes = 1 << 20;

    /// <summary>Where tests put buffers: behind all rings.</summary>
    internal const ulong Buffers = 0x4_0000;

    /// <summary>Where tests put indirect tables.</summary>
    internal const ulong Tables = 0x2_0000;

    internal RingBench(
        ushort size = 8,
        ushort maxSize = 8,
        ulong features = VirtioFeature.VIRTIO_RING_F_EVENT_IDX | VirtioFeature.VIRTIO_RING_F_INDIRECT_DESC)
    {
        Driver = new DriverQueue(Memory, size, 0x1000, (features & VirtioFeature.VIRTIO_RING_F_EVENT_IDX) != 0);
        Queue = new VirtQueue(Memory, Driver.Layout, new QueueSetup(maxSize, features, Counters, () => Calls++));
    }

    internal GuestMemory Memory { get; } = GuestMemory.Create(MemoryBytes);

    internal QueueCounters Counters { get; } = new();

    internal DriverQueue Driver { get; }

    internal VirtQueue Queue { get; }

    internal int Calls { get; private set; }

    internal DescriptorChain Chain { get; private set; } = new();

    public void Dispose() => Memory.Dispose();

    /// <summary>A buffer that the device reads, with this in it.</summary>
    internal DriverBuffer Readable(ulong at, ReadOnlySpan<byte> contents)
    {
        contents.CopyTo(Memory.GetSpan(Buffers + at, contents.Length));
        return new DriverBuffer(Buffers + at, (uint)contents.Length, IsWritable: false);
    }

    /// <summary>A buffer that the device writes.</summary>
    internal static DriverBuffer Writable(ulong at, uint lengthBytes) => new(Buffers + at, lengthBytes, IsWritable: true);

    internal byte[] Contents(ulong at, int lengthBytes) => Memory.GetSpan(Buffers + at, lengthBytes).ToArray();

    /// <summary>Takes a chain that must be there.</summary>
    internal DescriptorChain Take()
    {
        Chain = new DescriptorChain();
        Assert.True(Queue.TryTake(Chain));
        return Chain;
    }

    /// <summary>Takes, completes and shows everything that is available.</summary>
    internal int ServeAll()
    {
        int served = 0;
        var chain = new DescriptorChain();
        while (Queue.TryTake(chain))
        {
            Queue.Complete(chain);
            served++;
        }

        Queue.Flush();
        return served;
    }

    /// <summary>The rule that the driver has broken with what it has made available.</summary>
    internal VirtioFault Fault() => Assert.Throws<VirtioFaultException>(() => Queue.TryTake(new DescriptorChain())).Fault;
}
