using Caisson.Virtio.Devices.Rng;
using Caisson.Virtio.Mmio;
using Caisson.Virtio.Queues;
using Caisson.Virtio.Tests.Support;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Tests.Mmio;

/// <summary>The way from reset to DRIVER_OK and back (virtio 1.2 sections 2.1, 2.2 and 3.1.1).</summary>
public sealed class MmioStatusTests : IDisposable
{
    private const VirtioStatus Acknowledge = VirtioStatus.VIRTIO_CONFIG_S_ACKNOWLEDGE;
    private const VirtioStatus Driver = VirtioStatus.VIRTIO_CONFIG_S_DRIVER;
    private const VirtioStatus FeaturesOk = VirtioStatus.VIRTIO_CONFIG_S_FEATURES_OK;
    private const VirtioStatus DriverOk = VirtioStatus.VIRTIO_CONFIG_S_DRIVER_OK;
    private const VirtioStatus NeedsReset = VirtioStatus.VIRTIO_CONFIG_S_NEEDS_RESET;
    private const VirtioStatus Failed = VirtioStatus.VIRTIO_CONFIG_S_FAILED;
    private const ulong Version1 = VirtioFeature.VIRTIO_F_VERSION_1;

    private readonly RngDevice _device = new();
    private readonly DriverBench _bench;

    public MmioStatusTests() => _bench = new DriverBench(_device);

    private MmioTransport Transport => _bench.Transport;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Status_TheWayThatLinuxGoes_LeadsToAnActiveDevice()
    {
        _bench.Start();

        Assert.Equal(Acknowledge | Driver | FeaturesOk | DriverOk, _bench.Status);
        Assert.True(_device.IsActive);
        Assert.Null(_device.Failure);
        Assert.Equal(0, Transport.RefusedAccesses);
    }

    [Fact]
    public void Status_StepsLeftOut_AreNotTaken()
    {
        Set(Driver);
        Assert.Equal(VirtioStatus.Reset, _bench.Status);
        Set(Acknowledge | FeaturesOk);
        Assert.Equal(Acknowledge, _bench.Status);
        Set(Acknowledge | Driver | DriverOk);
        Assert.Equal(Acknowledge | Driver, _bench.Status);
        Assert.False(_device.IsActive);
        Assert.Equal(3, Transport.RefusedAccesses);
    }

    [Fact]
    public void Status_BitsThatAreNone_AreIgnored()
    {
        Set((VirtioStatus)0x31);

        Assert.Equal(Acknowledge, _bench.Status);
        Transport.Set(VirtioMmio.VIRTIO_MMIO_STATUS, 0xffff_ff00 | (uint)Acknowledge);
        Assert.Equal(Acknowledge, _bench.Status);
    }

    [Fact]
    public void Status_ClearingABit_IsRefused()
    {
        Set(Acknowledge | Driver);

        Set(Acknowledge);

        Assert.Equal(Acknowledge | Driver, _bench.Status);
        Assert.Equal(1, Transport.RefusedAccesses);
    }

    [Fact]
    public void Status_Failed_IsKeptUntilAReset()
    {
        Set(Acknowledge | Failed);
        Assert.Equal(Acknowledge | Failed, _bench.Status);

        _bench.Reset();
        Assert.Equal(VirtioStatus.Reset, _bench.Status);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(VirtioFeature.VIRTIO_RING_F_EVENT_IDX)]
    [InlineData(Version1 | 1)]
    [InlineData(Version1 | (1UL << 34))]
    [InlineData(ulong.MaxValue)]
    public void FeaturesOk_NotOfferedOrNotVersion1_StaysClear(ulong features)
    {
        _bench.Negotiate(features);

        Assert.Equal(Acknowledge | Driver, _bench.Status);
    }

    [Fact]
    public void FeaturesOk_AFeatureBeyond64_StaysClear()
    {
        Set(Acknowledge | Driver);
        Transport.Set(VirtioMmio.VIRTIO_MMIO_DRIVER_FEATURES_SEL, 2);
        Transport.Set(VirtioMmio.VIRTIO_MMIO_DRIVER_FEATURES, 1);
        Transport.Set(VirtioMmio.VIRTIO_MMIO_DRIVER_FEATURES_SEL, 1);
        Transport.Set(VirtioMmio.VIRTIO_MMIO_DRIVER_FEATURES, 1);

        Set(Acknowledge | Driver | FeaturesOk);

        Assert.Equal(Acknowledge | Driver, _bench.Status);
    }

    [Fact]
    public void Features_OutsideOfTheirStep_AreRefused()
    {
        Transport.Set(VirtioMmio.VIRTIO_MMIO_DRIVER_FEATURES, 1);
        Assert.Equal(1, Transport.RefusedAccesses);

        _bench.Negotiate(Version1);
        Transport.Set(VirtioMmio.VIRTIO_MMIO_DRIVER_FEATURES, 1);
        Assert.Equal(2, Transport.RefusedAccesses);
        Assert.Equal(Acknowledge | Driver | FeaturesOk, _bench.Status);
    }

    [Fact]
    public void Queue_OutsideOfItsStepOrReady_IsNotChanged()
    {
        Transport.Set(VirtioMmio.VIRTIO_MMIO_QUEUE_NUM, 8);
        Transport.Set(VirtioMmio.VIRTIO_MMIO_QUEUE_READY, 1);
        Assert.Equal((2L, 0u), (Transport.RefusedAccesses, Transport.Get(VirtioMmio.VIRTIO_MMIO_QUEUE_READY)));

        _bench.Start();
        Transport.Set(VirtioMmio.VIRTIO_MMIO_QUEUE_DESC_LOW, 0);
        Transport.Set(VirtioMmio.VIRTIO_MMIO_QUEUE_READY, 1);
        Assert.Equal(4, Transport.RefusedAccesses);
        Assert.Equal(1u, Transport.Get(VirtioMmio.VIRTIO_MMIO_QUEUE_READY));
    }

    [Fact]
    public void Queue_OfABrokenLayout_StopsTheDevice()
    {
        _bench.Negotiate(Version1);
        _bench.SetUp(0, new QueueLayout(3, 0x1000, 0x2000, 0x3000));

        _bench.SetStatus(DriverOk);

        Assert.Equal(VirtioFault.QueueSize, _bench.WaitFault());
        Assert.Equal(Acknowledge | Driver | FeaturesOk | DriverOk | NeedsReset, _bench.Status);

        // Only giving up leads on, and a reset makes all well.
        _bench.SetStatus(Failed);
        Assert.Equal(Acknowledge | Driver | FeaturesOk | DriverOk | NeedsReset | Failed, _bench.Status);
        _bench.Start();
        Assert.Null(_device.Failure);
        Assert.Equal(8u, _bench.Request(0, _bench.Writable(8)));
    }

    [Fact]
    public void Queue_MadeUnready_IsNotUsedAnyMore()
    {
        _bench.Start();
        _bench.Request(0, _bench.Writable(8));

        Transport.Set(VirtioMmio.VIRTIO_MMIO_QUEUE_READY, 0);

        Assert.Equal(0u, Transport.Get(VirtioMmio.VIRTIO_MMIO_QUEUE_READY));
        _bench.Queue(0).Add(_bench.Writable(8));
        Transport.Set(VirtioMmio.VIRTIO_MMIO_QUEUE_NOTIFY, 0);
        Assert.Equal(1, _bench.Queue(0).UsedIndex);
        Assert.Equal(Acknowledge | Driver | FeaturesOk | DriverOk, _bench.Status);
    }

    [Fact]
    public void Notify_WhereThereIsNoQueueOrTooEarly_IsRefused()
    {
        Transport.Set(VirtioMmio.VIRTIO_MMIO_QUEUE_NOTIFY, 0);
        Assert.Equal(1, Transport.RefusedAccesses);
        Assert.False(_device.Queues[0].Kick.TryTake(out _));

        _bench.Start();
        Transport.Set(VirtioMmio.VIRTIO_MMIO_QUEUE_NOTIFY, 1);
        Transport.Set(VirtioMmio.VIRTIO_MMIO_QUEUE_NOTIFY, uint.MaxValue);
        Assert.Equal(3, Transport.RefusedAccesses);
    }

    [Fact]
    public void Reset_AnActiveDevice_ClearsEverything()
    {
        _bench.Start();
        _bench.Queue(0).Add(_bench.Writable(8));
        _bench.Kick(0);
        _bench.WaitUsed(0, out _);

        _bench.Reset();

        Assert.False(_device.IsActive);
        Assert.Equal(VirtioStatus.Reset, _bench.Status);
        Assert.Equal(0u, Transport.Get(VirtioMmio.VIRTIO_MMIO_INTERRUPT_STATUS));
        Assert.Equal(0u, Transport.Get(VirtioMmio.VIRTIO_MMIO_QUEUE_READY));
        _bench.Negotiate(0);
        Assert.Equal(Acknowledge | Driver, _bench.Status);
    }

    [Fact]
    public void Reset_ManyTimes_LeavesNoThreadBehind()
    {
        _bench.Start();
        _bench.Reset();
        int before = Directory.GetDirectories("/proc/self/task").Length;
        for (int i = 0; i < 100; i++)
        {
            _bench.Start();
            _bench.Request(0, _bench.Writable(8));
        }

        _bench.Reset();

        // Other tests' threads come and go beside.
        Assert.InRange(Directory.GetDirectories("/proc/self/task").Length, 1, before + 50);
    }

    private void Set(VirtioStatus status) => Transport.Set(VirtioMmio.VIRTIO_MMIO_STATUS, (uint)status);
}
