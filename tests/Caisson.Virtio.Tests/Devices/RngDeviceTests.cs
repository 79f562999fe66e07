using Caisson.Linux.Descriptors;
using Caisson.Virtio.Devices.Rng;
using Caisson.Virtio.Queues;
using Caisson.Virtio.Tests.Support;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Tests.Devices;

public sealed class RngDeviceTests : IDisposable
{
    private readonly RngDevice _device = new();
    private readonly DriverBench _bench;

    public RngDeviceTests() => _bench = new DriverBench(_device);

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(0UL)]
    [InlineData(VirtioFeature.VIRTIO_RING_F_EVENT_IDX)]
    public void Request_OfSegments_FillsThem(ulong features)
    {
        _bench.Start(VirtioFeature.VIRTIO_F_VERSION_1 | features);
        DriverBuffer first = _bench.Writable(32);
        DriverBuffer second = _bench.Writable(32);

        Assert.Equal(64u, _bench.Request(0, first, second));

        Assert.NotEqual(new byte[32], _bench.Contents(first));
        Assert.NotEqual(new byte[32], _bench.Contents(second));
        Assert.NotEqual(_bench.Contents(first), _bench.Contents(second));
    }

    [Fact]
    public void Request_Large_GetsAsMuchAsOneMay()
    {
        _bench.Start();

        Assert.Equal((uint)RngDevice.MaxRequestBytes, _bench.Request(0, _bench.Writable(1 << 20)));
    }

    [Fact]
    public void Request_ManyAtOnce_AreAllAnswered()
    {
        _bench.Start();
        for (int round = 0; round < 200; round++)
        {
            for (int i = 0; i < 16; i++)
            {
                _bench.Queue(0).Add(new DriverBuffer(DriverBench.Buffers + (ulong)(i * 64), 64, IsWritable: true));
            }

            _bench.Kick(0);
            for (int i = 0; i < 16; i++)
            {
                Assert.Equal(64u, _bench.WaitUsed(0, out _));
            }
        }

        QueueCounters counters = _device.Queues[0].Counters;
        Assert.Equal((3200L, 3200L, 3200L * 64), (counters.Chains, counters.Descriptors, counters.BytesWritten));
        Assert.InRange(counters.Kicks, 0, 200);
        Assert.InRange(counters.Calls + counters.SuppressedCalls, 200, 3200);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(VirtioFeature.VIRTIO_RING_F_EVENT_IDX)]
    public void Request_ManyOneAfterTheOther_MissNoNotification(ulong features)
    {
        // Each side goes to sleep, and is woken, at each request: what goes missing once is waited for in vain.
        _bench.Start(VirtioFeature.VIRTIO_F_VERSION_1 | features);
        var buffer = new DriverBuffer(DriverBench.Buffers, 16, IsWritable: true);
        for (int i = 0; i < 3000; i++)
        {
            Assert.Equal(16u, _bench.Request(0, buffer));
        }

        Assert.Equal(3000, _device.Queues[0].Counters.Chains);
    }

    [Fact]
    public void Request_AvailableBeforeDriverOk_IsAnswered()
    {
        _bench.Negotiate(VirtioFeature.VIRTIO_F_VERSION_1);
        var queue = new DriverQueue(_bench.Memory, 8, 0x1000, usesEventIndex: false);
        _bench.SetUp(0, queue.Layout);
        queue.Add(_bench.Writable(8));

        _bench.SetStatus(VirtioStatus.VIRTIO_CONFIG_S_DRIVER_OK);

        Assert.True(Poll.WaitReadable(_device.Queues[0].Call, TimeSpan.FromSeconds(30)));
        Assert.Equal(1, queue.UsedIndex);
        Assert.Equal(1u, _bench.Transport.Get(VirtioMmio.VIRTIO_MMIO_INTERRUPT_STATUS));
    }

    [Fact]
    public void Kick_ThroughTheEventFd_IsServedLikeARegister()
    {
        _bench.Start();
        _bench.Queue(0).Add(_bench.Writable(8));

        _device.Queues[0].Kick.Signal();

        Assert.Equal(8u, _bench.WaitUsed(0, out _));
    }

    [Fact]
    public void Request_WithAReadableBuffer_StopsTheDevice()
    {
        _bench.Start();
        _bench.Queue(0).Add(_bench.Readable("x"u8), _bench.Writable(8));
        _bench.Kick(0);

        Assert.Equal(VirtioFault.WrongDirection, _bench.WaitFault());
    }

    [Fact]
    public void Ring_ThatBreaksARule_StopsTheDeviceUntilAReset()
    {
        _bench.Start();
        _bench.Queue(0).SetAvailableIndex(0x8000);
        _device.Queues[0].Kick.Signal();
        Assert.Equal(VirtioFault.AvailableIndexJump, _bench.WaitFault());

        // It is deaf now.
        _bench.Queue(0).SetAvailableIndex(0);
        _bench.Queue(0).Add(_bench.Writable(8));
        _device.Queues[0].Kick.Signal();
        Assert.Equal(0, _bench.Queue(0).UsedIndex);

        _bench.Start();
        Assert.Equal(8u, _bench.Request(0, _bench.Writable(8)));
    }

    [Fact]
    public void Dispose_WhileActive_EndsTheThread()
    {
        var device = new RngDevice();
        var bench = new DriverBench(device);
        bench.Start();
        bench.Request(0, bench.Writable(8));

        bench.Dispose();

        Assert.False(device.IsActive);
        Assert.True(device.Queues[0].Kick.IsClosed);
    }
}
