using Caisson.Virtio.Memory;
using Caisson.Virtio.Queues;
using Caisson.Virtio.Tests.Support;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Tests.Queues;

/// <summary>What a driver must not do (virtio 1.2 section 2.7), and what it may.</summary>
public sealed class ChainRulesTests : IDisposable
{
    private const ushort Next = VirtioRing.VRING_DESC_F_NEXT;
    private const ushort Write = VirtioRing.VRING_DESC_F_WRITE;
    private const ushort Indirect = VirtioRing.VRING_DESC_F_INDIRECT;
    private const ulong Buffer = RingBench.Buffers;
    private const ulong Table = RingBench.Tables;

    private readonly RingBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(9)]
    [InlineData(0x8000)]
    [InlineData(0xffff)]
    public void AvailableIndex_JumpsByMoreThanTheQueue_IsAFault(int index)
    {
        _bench.Driver.SetAvailableIndex((ushort)index);

        Assert.Equal(VirtioFault.AvailableIndexJump, _bench.Fault());
    }

    [Fact]
    public void AvailableIndex_MoreThanIsFree_IsAFault()
    {
        _bench.Driver.Add(RingBench.Writable(0, 1));
        _bench.Take();

        // With one chain in our hands, seven are left.
        _bench.Driver.SetAvailableIndex(9);

        Assert.Equal(VirtioFault.AvailableIndexJump, _bench.Fault());
    }

    [Fact]
    public void AvailableIndex_GoesBack_IsAFault()
    {
        _bench.Driver.Add(RingBench.Writable(0, 1));
        _bench.ServeAll();
        _bench.Driver.SetAvailableIndex(0);

        Assert.Equal(VirtioFault.AvailableIndexJump, _bench.Fault());
        Assert.Equal(
            VirtioFault.AvailableIndexJump, Assert.Throws<VirtioFaultException>(() => _bench.Queue.EnableKicks()).Fault);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(0xffff)]
    public void Head_OutsideOfTheTable_IsAFault(int head)
    {
        _bench.Driver.MakeAvailable((ushort)head);

        Assert.Equal(VirtioFault.HeadOutOfRange, _bench.Fault());
    }

    [Fact]
    public void Next_OutsideOfTheTable_IsAFault()
    {
        _bench.Driver.Describe(0, Buffer, 1, Next, 8);
        _bench.Driver.MakeAvailable(0);

        Assert.Equal(VirtioFault.NextOutOfRange, _bench.Fault());
    }

    [Fact]
    public void Next_WithoutItsFlag_MeansNothing()
    {
        _bench.Driver.Describe(0, Buffer, 1, 0, 0xffff);
        _bench.Driver.MakeAvailable(0);

        Assert.Equal(1, _bench.Take().Readable.SegmentCount);
    }

    [Fact]
    public void Chain_ThatIsALoop_IsAFault()
    {
        _bench.Driver.Describe(0, Buffer, 1, Next, 1);
        _bench.Driver.Describe(1, Buffer, 1, Next, 0);
        _bench.Driver.MakeAvailable(0);

        Assert.Equal(VirtioFault.ChainTooLong, _bench.Fault());
    }

    [Fact]
    public void Chain_OfTheWholeTable_IsTaken()
    {
        _bench.Driver.Add([.. Enumerable.Range(0, 8).Select(i => RingBench.Writable((ulong)i * 16, 16))]);

        Assert.Equal(128, _bench.Take().Writable.LengthBytes);
    }

    [Fact]
    public void Chain_ReadableAfterWritable_IsAFault()
    {
        _bench.Driver.Add(RingBench.Writable(0, 1), _bench.Readable(8, "x"u8));

        Assert.Equal(VirtioFault.ReadableAfterWritable, _bench.Fault());
    }

    [Fact]
    public void Buffer_WithoutAByte_IsAFault()
    {
        _bench.Driver.Add(new DriverBuffer(Buffer, 0, IsWritable: false));

        Assert.Equal(VirtioFault.BufferEmpty, _bench.Fault());
    }

    [Theory]
    [InlineData(RingBench.MemoryBytes - 1, 2u)]
    [InlineData(RingBench.MemoryBytes, 1u)]
    [InlineData(0UL, uint.MaxValue)]
    [InlineData(GuestMemory.HoleStart, 16u)]
    [InlineData(ulong.MaxValue, 1u)]
    [InlineData(ulong.MaxValue - 7, 16u)]
    public void Buffer_OutsideOfMemory_IsAFault(ulong address, uint length)
    {
        _bench.Driver.Add(new DriverBuffer(address, length, IsWritable: true));

        Assert.Equal(VirtioFault.BufferOutsideMemory, _bench.Fault());
    }

    [Fact]
    public void Chain_MoreThan32BitsOfBytes_IsAFault()
    {
        using GuestMemory memory = GuestMemory.Create(3UL << 30);
        var driver = new DriverQueue(memory, 8, 0x1000, usesEventIndex: true);
        var queue = new VirtQueue(memory, driver.Layout, new QueueSetup(8, 0, new QueueCounters(), () => { }));
        driver.Add(new DriverBuffer(0, 1u << 31, IsWritable: true), new DriverBuffer(0, 1u << 31, IsWritable: true));

        Assert.Equal(
            VirtioFault.ChainTooLarge,
            Assert.Throws<VirtioFaultException>(() => queue.TryTake(new DescriptorChain())).Fault);
    }

    [Fact]
    public void Indirect_ATable_IsFollowed()
    {
        _bench.Driver.AddIndirect(Table, _bench.Readable(0, "in"u8), RingBench.Writable(0x100, 4), RingBench.Writable(0x200, 4));

        DescriptorChain chain = _bench.Take();

        Assert.Equal((1, 2), (chain.Readable.SegmentCount, chain.Writable.SegmentCount));
        Assert.Equal(3, _bench.Counters.Descriptors);
    }

    [Fact]
    public void Indirect_AfterDirectDescriptors_GoesOnWithThem()
    {
        _bench.Driver.Describe(Table, 0, Buffer + 0x100, 4, Write, 0);
        _bench.Driver.Describe(0, Buffer, 2, Next, 1);

        // That the table's own descriptor says that it is to be written has to be ignored.
        _bench.Driver.Describe(1, Table, 16, Indirect | Write);
        _bench.Driver.MakeAvailable(0);

        DescriptorChain chain = _bench.Take();
        Assert.Equal((2L, 4L), (chain.Readable.LengthBytes, chain.Writable.LengthBytes));
    }

    [Fact]
    public void Indirect_NotNegotiated_IsAFault()
    {
        using var bench = new RingBench(features: 0);
        bench.Driver.AddIndirect(Table, RingBench.Writable(0, 1));

        Assert.Equal(VirtioFault.IndirectNotNegotiated, bench.Fault());
    }

    [Fact]
    public void Indirect_InATable_IsAFault()
    {
        _bench.Driver.Describe(Table, 0, Table, 16, Indirect, 0);
        _bench.Driver.Describe(0, Table, 16, Indirect);
        _bench.Driver.MakeAvailable(0);

        Assert.Equal(VirtioFault.IndirectNested, _bench.Fault());
    }

    [Fact]
    public void Indirect_WithASuccessor_IsAFault()
    {
        _bench.Driver.Describe(0, Table, 16, Indirect | Next, 1);
        _bench.Driver.MakeAvailable(0);

        Assert.Equal(VirtioFault.IndirectWithNext, _bench.Fault());
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(15u)]
    [InlineData(17u)]
    [InlineData(uint.MaxValue)]
    public void Indirect_LengthNoMultipleOfADescriptor_IsAFault(uint length)
    {
        _bench.Driver.Describe(0, Table, length, Indirect);
        _bench.Driver.MakeAvailable(0);

        Assert.Equal(VirtioFault.IndirectLength, _bench.Fault());
    }

    [Theory]
    [InlineData(RingBench.MemoryBytes - 16, 32u)]
    [InlineData(ulong.MaxValue - 15, 16u)]
    [InlineData(0UL, 0xffff_fff0u)]
    public void Indirect_TableOutsideOfMemory_IsAFault(ulong address, uint length)
    {
        _bench.Driver.Describe(0, address, length, Indirect);
        _bench.Driver.MakeAvailable(0);

        Assert.Equal(VirtioFault.IndirectOutsideMemory, _bench.Fault());
    }

    [Fact]
    public void Indirect_NextOutsideOfItsTable_IsAFault()
    {
        _bench.Driver.Describe(Table, 0, Buffer, 1, Next, 1);
        _bench.Driver.Describe(0, Table, 16, Indirect);
        _bench.Driver.MakeAvailable(0);

        Assert.Equal(VirtioFault.NextOutOfRange, _bench.Fault());
    }

    [Fact]
    public void Indirect_LongerThanTheQueueOffered_IsAFault()
    {
        DriverBuffer[] buffers = [.. Enumerable.Range(0, 9).Select(i => RingBench.Writable((ulong)i * 16, 16))];
        _bench.Driver.AddIndirect(Table, buffers);

        Assert.Equal(VirtioFault.ChainTooLong, _bench.Fault());
    }

    [Fact]
    public void Indirect_LongerThanTheQueueTaken_IsAllowed()
    {
        using var bench = new RingBench(size: 2, maxSize: 16);
        bench.Driver.AddIndirect(Table, [.. Enumerable.Range(0, 16).Select(i => RingBench.Writable((ulong)i * 16, 16))]);

        Assert.Equal(16, bench.Take().Writable.SegmentCount);
    }

    [Fact]
    public void Indirect_ThatIsALoop_IsAFault()
    {
        _bench.Driver.Describe(Table, 0, Buffer, 1, Next, 0);
        _bench.Driver.Describe(0, Table, 16, Indirect);
        _bench.Driver.MakeAvailable(0);

        Assert.Equal(VirtioFault.ChainTooLong, _bench.Fault());
    }
}
