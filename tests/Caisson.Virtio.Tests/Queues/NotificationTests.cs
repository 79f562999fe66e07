using Caisson.Virtio.Queues;
using Caisson.Virtio.Tests.Support;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Tests.Queues;

/// <summary>Who is told what, with event indices and without (virtio 1.2 sections 2.7.7 and 2.7.10).</summary>
public class NotificationTests
{
    private const ulong Flags = 0;
    private const ulong EventIndex = VirtioFeature.VIRTIO_RING_F_EVENT_IDX;

    [Theory]
    [InlineData(0, 1, 0, true)]
    [InlineData(1, 1, 0, false)]
    [InlineData(1, 2, 0, true)]
    [InlineData(5, 5, 3, false)]
    [InlineData(2, 5, 3, false)]
    [InlineData(0xffff, 0, 0xffff, true)]
    [InlineData(0xfffe, 1, 0xffff, false)]
    [InlineData(0, 1, 0xfffe, true)]
    public void HasPassed_AnIndex_IsModulo65536(int wanted, int now, int before, bool expected) =>
        Assert.Equal(expected, VirtQueue.HasPassed((ushort)wanted, (ushort)now, (ushort)before));

    [Theory]
    [InlineData(Flags)]
    [InlineData(EventIndex)]
    public void Flush_OneForManyChains_CallsOnce(ulong features)
    {
        using var bench = new RingBench(features: features);
        for (int i = 0; i < 5; i++)
        {
            bench.Driver.Add(RingBench.Writable((ulong)i, 1));
        }

        Assert.Equal(5, bench.ServeAll());

        Assert.Equal((1, 1L, 0L), (bench.Calls, bench.Counters.Calls, bench.Counters.SuppressedCalls));
        Assert.Equal(5, bench.Driver.UsedIndex);
    }

    [Theory]
    [InlineData(Flags)]
    [InlineData(EventIndex)]
    public void Flush_NothingCompleted_DoesNotCall(ulong features)
    {
        using var bench = new RingBench(features: features);

        bench.Queue.Flush();

        Assert.Equal((0, 0L, 0L), (bench.Calls, bench.Counters.Calls, bench.Counters.SuppressedCalls));
    }

    [Theory]
    [InlineData(Flags)]
    [InlineData(EventIndex)]
    public void Flush_DriverWantsNoCalls_SuppressesThem(ulong features)
    {
        using var bench = new RingBench(features: features);
        bench.Driver.WantCalls(false);
        Serve(bench);
        Serve(bench);
        Assert.Equal((0, 2L), (bench.Calls, bench.Counters.SuppressedCalls));

        bench.Driver.WantCalls(true);
        Serve(bench);
        Assert.Equal((1, 2L), (bench.Calls, bench.Counters.SuppressedCalls));
    }

    [Fact]
    public void Flush_EventInTheMiddleOfABatch_Calls()
    {
        using var bench = new RingBench(features: EventIndex);
        bench.Driver.SetUsedEvent(2);
        Add(bench, 2);
        bench.ServeAll();
        Assert.Equal(0, bench.Calls);

        Add(bench, 3);
        bench.ServeAll();
        Assert.Equal(1, bench.Calls);

        // It has been passed; nobody has asked for the next.
        Add(bench, 1);
        bench.ServeAll();
        Assert.Equal(1, bench.Calls);
    }

    [Fact]
    public void Flush_EventIndexWithTheFlagSet_IgnoresTheFlag()
    {
        using var bench = new RingBench(features: EventIndex);
        bench.Memory.WriteUInt16(bench.Driver.Layout.AvailableAddress, VirtioRing.VRING_AVAIL_F_NO_INTERRUPT);

        Serve(bench);

        Assert.Equal(1, bench.Calls);
    }

    [Fact]
    public void DisableKicks_WithFlags_TellsTheDriver()
    {
        using var bench = new RingBench(features: Flags);
        bench.Queue.DisableKicks();
        bench.Driver.Add(RingBench.Writable(0, 1));
        Assert.Equal(VirtioRing.VRING_USED_F_NO_NOTIFY, bench.Driver.UsedFlags);
        Assert.False(bench.Driver.NeedsKick());
        bench.ServeAll();

        Assert.False(bench.Queue.EnableKicks());

        bench.Driver.Add(RingBench.Writable(0, 1));
        Assert.True(bench.Driver.NeedsKick());
    }

    [Fact]
    public void EnableKicks_WithEventIndex_AsksForTheNextOnly()
    {
        using var bench = new RingBench(features: EventIndex);
        Assert.False(bench.Queue.EnableKicks());
        bench.Driver.Add(RingBench.Writable(0, 1));
        Assert.True(bench.Driver.NeedsKick());

        // The device is at work: what comes meanwhile needs no kick.
        bench.Queue.DisableKicks();
        bench.Driver.Add(RingBench.Writable(8, 1));
        Assert.False(bench.Driver.NeedsKick());
        Assert.Equal(2, bench.ServeAll());

        Assert.False(bench.Queue.EnableKicks());
        Assert.Equal(2, bench.Driver.AvailableEvent);
        Assert.Equal(0, bench.Driver.UsedFlags);
        bench.Driver.Add(RingBench.Writable(16, 1));
        Assert.True(bench.Driver.NeedsKick());
    }

    [Theory]
    [InlineData(Flags)]
    [InlineData(EventIndex)]
    public void EnableKicks_ChainThatCameMeanwhile_IsTold(ulong features)
    {
        using var bench = new RingBench(features: features);
        bench.Queue.DisableKicks();
        Assert.Equal(0, bench.ServeAll());
        bench.Driver.Add(RingBench.Writable(0, 1));

        Assert.True(bench.Queue.EnableKicks());

        Assert.Equal(1, bench.ServeAll());
        Assert.False(bench.Queue.EnableKicks());
    }

    private static void Serve(RingBench bench)
    {
        Add(bench, 1);
        Assert.Equal(1, bench.ServeAll());
        while (bench.Driver.TryTakeUsed(out _, out _))
        {
            // Its descriptors are free again.
        }
    }

    private static void Add(RingBench bench, int chains)
    {
        for (int i = 0; i < chains; i++)
        {
            bench.Driver.Add(RingBench.Writable((ulong)i, 1));
        }
    }
}
