using Caisson.Virtio.Queues;
using Caisson.Virtio.Tests.Support;

namespace Caisson.Virtio.Tests.Queues;

public sealed class VirtQueueTests : IDisposable
{
    private readonly RingBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void TryTake_NothingAvailable_IsFalse() => Assert.False(_bench.Queue.TryTake(new DescriptorChain()));

    [Fact]
    public void TryTake_AChain_HasBothPartsInTheirOrder()
    {
        ushort head = _bench.Driver.Add(
            _bench.Readable(0, "hello "u8),
            _bench.Readable(0x100, "world"u8),
            RingBench.Writable(0x200, 3),
            RingBench.Writable(0x300, 5));

        DescriptorChain chain = _bench.Take();

        Assert.Equal(head, chain.Head);
        Assert.Equal((2, 11L), (chain.Readable.SegmentCount, chain.Readable.LengthBytes));
        Assert.Equal((2, 8L), (chain.Writable.SegmentCount, chain.Writable.LengthBytes));
        byte[] read = new byte[11];
        Assert.True(chain.Readable.TryRead(read));
        Assert.Equal("hello world"u8.ToArray(), read);
        Assert.False(_bench.Queue.TryTake(new DescriptorChain()));
    }

    [Fact]
    public void Complete_AfterWriting_TellsHowMuch()
    {
        ushort head = _bench.Driver.Add(RingBench.Writable(0, 3), RingBench.Writable(0x100, 5));
        DescriptorChain chain = _bench.Take();
        Assert.True(chain.Writable.TryWrite("12345"u8));

        _bench.Queue.Complete(chain);
        Assert.False(_bench.Driver.TryTakeUsed(out _, out _));
        _bench.Queue.Flush();

        Assert.True(_bench.Driver.TryTakeUsed(out ushort used, out uint written));
        Assert.Equal((head, 5u), (used, written));
        Assert.Equal("123"u8.ToArray(), _bench.Contents(0, 3));
        Assert.Equal("45\0"u8.ToArray(), _bench.Contents(0x100, 3));
    }

    [Fact]
    public void Complete_InAnotherOrder_ReachesTheDriverInThatOrder()
    {
        ushort first = _bench.Driver.Add(RingBench.Writable(0, 1));
        ushort second = _bench.Driver.Add(RingBench.Writable(8, 1));
        DescriptorChain one = _bench.Take();
        DescriptorChain two = _bench.Take();
        Assert.Equal(2, _bench.Queue.InFlight);

        _bench.Queue.Complete(two);
        _bench.Queue.Complete(one);
        _bench.Queue.Flush();

        Assert.True(_bench.Driver.TryTakeUsed(out ushort used, out _));
        Assert.Equal(second, used);
        Assert.True(_bench.Driver.TryTakeUsed(out used, out _));
        Assert.Equal(first, used);
        Assert.Equal(0, _bench.Queue.InFlight);
    }

    [Fact]
    public void Indices_MoreThan65536Chains_GoAround()
    {
        for (int i = 0; i < 70_000; i++)
        {
            ushort head = _bench.Driver.Add(RingBench.Writable(0, 1));
            Assert.Equal(1, _bench.ServeAll());
            Assert.True(_bench.Driver.TryTakeUsed(out ushort used, out _));
            Assert.Equal(head, used);
        }

        Assert.Equal(70_000, _bench.Counters.Chains);
    }

    [Fact]
    public void TryTake_FullQueue_GivesEachChainOnce()
    {
        for (int i = 0; i < 8; i++)
        {
            _bench.Driver.Add(RingBench.Writable((ulong)i, 1));
        }

        Assert.Equal(8, _bench.ServeAll());
        Assert.Equal(8, _bench.Driver.UsedIndex);
    }

    [Fact]
    public void Counters_AfterRequests_HaveDescriptorsAndBytes()
    {
        _bench.Driver.Add(_bench.Readable(0, "abc"u8), RingBench.Writable(0x100, 10));
        DescriptorChain chain = _bench.Take();
        chain.Writable.WriteZeros(4);
        _bench.Queue.Complete(chain);
        _bench.Queue.Flush();

        QueueCounters counters = _bench.Counters;
        Assert.Equal((1L, 2L, 3L, 4L), (counters.Chains, counters.Descriptors, counters.BytesRead, counters.BytesWritten));
    }

    [Fact]
    public void Chain_UsedWrongly_IsOurOwnFault()
    {
        _bench.Driver.Add(RingBench.Writable(0, 1));
        DescriptorChain chain = _bench.Take();

        Assert.Throws<InvalidOperationException>(() => _bench.Queue.TryTake(chain));
        _bench.Queue.Complete(chain);
        Assert.Throws<InvalidOperationException>(() => _bench.Queue.Complete(chain));
    }

    [Fact]
    public void TryTake_GuestChangesAFieldAfterwards_KeepsWhatWasChecked()
    {
        ushort head = _bench.Driver.Add(_bench.Readable(0, "good"u8));
        DescriptorChain chain = _bench.Take();

        _bench.Driver.Describe(head, ulong.MaxValue, uint.MaxValue, 0);

        byte[] read = new byte[4];
        Assert.True(chain.Readable.TryRead(read));
        Assert.Equal("good"u8.ToArray(), read);
    }

    [Fact]
    public void TryTake_ManyTimes_AllocatesNothing()
    {
        var chain = new DescriptorChain();
        Serve();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            _bench.Driver.SetAvailableIndex(unchecked((ushort)(_bench.Driver.AvailableIndex + 1)));
            Serve();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Serve()
        {
            _bench.Driver.Describe(0, RingBench.Buffers, 16, 0);
            while (_bench.Queue.TryTake(chain))
            {
                _bench.Queue.Complete(chain);
            }

            _bench.Queue.Flush();
        }
    }
}
