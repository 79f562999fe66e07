using Caisson.Linux.Descriptors;
using Caisson.Virtio.Tests.Support;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Tests.Devices;

/// <summary>What all devices have in common.</summary>
public class VirtioDeviceTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public void Serve_ThrowsWhatIsNoFaultOfTheDriver_StopsTheDeviceOnly()
    {
        var device = new StubDevice((_, _) => throw new IOException("broken"));
        using var bench = new DriverBench(device);

        StartWithSmallQueues(bench);

        Assert.True(Poll.WaitReadable(bench.Transport.ConfigurationCall, Long));
        Assert.True(bench.Status.HasFlag(VirtioStatus.VIRTIO_CONFIG_S_NEEDS_RESET));
        Assert.IsType<IOException>(device.Failure);
        bench.Reset();
        Assert.Null(device.Failure);
    }

    [Fact]
    public void Reset_DeviceThatIsBusyForEver_EndsIt()
    {
        using var busy = new EventFd();
        StubDevice? device = null;
        device = new StubDevice((_, _) =>
        {
            busy.Signal();
            while (device!.MayGoOn)
            {
                Thread.Yield();
            }
        });
        using var bench = new DriverBench(device);
        StartWithSmallQueues(bench);
        Assert.True(Poll.WaitReadable(busy, Long));

        bench.Reset();

        Assert.False(device.IsActive);
        Assert.Null(device.Failure);
    }

    [Fact]
    public void Kicks_OfOneQueue_ServeThatQueue()
    {
        using var served = new EventFd(semaphore: true);
        int second = 0;
        var device = new StubDevice((queue, _) =>
        {
            second += queue.Index;
            served.Signal();
        });
        using var bench = new DriverBench(device);
        StartWithSmallQueues(bench);
        served.Take();
        served.Take();
        Assert.Equal(1, second);

        device.Queues[1].Kick.Signal(3);

        served.Take();
        Assert.Equal(2, second);
        Assert.Equal((0L, 3L), (device.Queues[0].Counters.Kicks, device.Queues[1].Counters.Kicks));
    }

    [Fact]
    public void Activate_Twice_IsOurOwnFault()
    {
        var device = new StubDevice((_, _) => { });
        using var bench = new DriverBench(device);
        StartWithSmallQueues(bench);

        Assert.Throws<InvalidOperationException>(() => device.Activate(bench.Memory, 0, [null, null], bench.Transport));
    }

    [Fact]
    public void ReadConfiguration_BeyondItsEnd_IsZeros()
    {
        using var device = new StubDevice((_, _) => { });
        device.Configure(1, 2, 3);
        byte[] data = [9, 9, 9, 9];

        device.ReadConfiguration(2, data);
        Assert.Equal([3, 0, 0, 0], data);
        device.ReadConfiguration(ulong.MaxValue, data);
        Assert.Equal([0, 0, 0, 0], data);
    }

    private static void StartWithSmallQueues(DriverBench bench)
    {
        bench.Negotiate(VirtioFeature.VIRTIO_F_VERSION_1);
        for (uint i = 0; i < 2; i++)
        {
            bench.SetUp(i, new DriverQueue(bench.Memory, 8, 0x1000 * (i + 1), usesEventIndex: false).Layout);
        }

        bench.SetStatus(VirtioStatus.VIRTIO_CONFIG_S_DRIVER_OK);
    }
}
