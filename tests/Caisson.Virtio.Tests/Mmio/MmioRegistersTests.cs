using Caisson.Linux.Descriptors;
using Caisson.Virtio.Devices.Block;
using Caisson.Virtio.Devices.Console;
using Caisson.Virtio.Devices.Rng;
using Caisson.Virtio.Mmio;
using Caisson.Virtio.Tests.Support;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Tests.Mmio;

/// <summary>Registers apart from the status (virtio 1.2 section 4.2.2).</summary>
public sealed class MmioRegistersTests : IDisposable
{
    private readonly DriverBench _bench = new(new RngDevice());

    private MmioTransport Transport => _bench.Transport;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Read_Identity_IsThatOfTheDevice()
    {
        Assert.Equal(0x7472_6976u, Transport.Get(VirtioMmio.VIRTIO_MMIO_MAGIC_VALUE));
        Assert.Equal(2u, Transport.Get(VirtioMmio.VIRTIO_MMIO_VERSION));
        Assert.Equal(4u, Transport.Get(VirtioMmio.VIRTIO_MMIO_DEVICE_ID));
        Assert.Equal(0x4e53_5343u, Transport.Get(VirtioMmio.VIRTIO_MMIO_VENDOR_ID));
        Assert.Equal(0, Transport.RefusedAccesses);
    }

    [Fact]
    public void Read_Features_IsByHalves()
    {
        const ulong Expected = VirtioFeature.VIRTIO_F_VERSION_1 | VirtioFeature.VIRTIO_RING_F_EVENT_IDX
            | VirtioFeature.VIRTIO_RING_F_INDIRECT_DESC;
        Assert.Equal(Expected, _bench.OfferedFeatures());

        Transport.Set(VirtioMmio.VIRTIO_MMIO_DEVICE_FEATURES_SEL, 2);
        Assert.Equal(0u, Transport.Get(VirtioMmio.VIRTIO_MMIO_DEVICE_FEATURES));
    }

    [Fact]
    public void Read_QueueNumMax_IsZeroWhereThereIsNoQueue()
    {
        Assert.Equal(64u, Transport.Get(VirtioMmio.VIRTIO_MMIO_QUEUE_NUM_MAX));

        foreach (uint none in (uint[])[1, 2, 0x8000_0000, uint.MaxValue])
        {
            Transport.Set(VirtioMmio.VIRTIO_MMIO_QUEUE_SEL, none);
            Assert.Equal(0u, Transport.Get(VirtioMmio.VIRTIO_MMIO_QUEUE_NUM_MAX));
            Assert.Equal(0u, Transport.Get(VirtioMmio.VIRTIO_MMIO_QUEUE_READY));
        }
    }

    [Fact]
    public void Read_SharedMemory_IsNotThere()
    {
        for (ulong offset = VirtioMmio.VIRTIO_MMIO_SHM_LEN_LOW; offset <= VirtioMmio.VIRTIO_MMIO_SHM_BASE_HIGH; offset += 4)
        {
            Assert.Equal(uint.MaxValue, Transport.Get(offset));
        }
    }

    [Theory]
    [InlineData(VirtioMmio.VIRTIO_MMIO_STATUS, 1)]
    [InlineData(VirtioMmio.VIRTIO_MMIO_STATUS, 2)]
    [InlineData(VirtioMmio.VIRTIO_MMIO_STATUS, 8)]
    [InlineData(VirtioMmio.VIRTIO_MMIO_STATUS + 1, 4)]
    [InlineData(VirtioMmio.VIRTIO_MMIO_STATUS + 2, 2)]
    [InlineData(VirtioMmio.VIRTIO_MMIO_CONFIG, 8)]
    [InlineData(VirtioMmio.VIRTIO_MMIO_CONFIG, 3)]
    [InlineData(VirtioMmio.VIRTIO_MMIO_CONFIG + 1, 2)]
    [InlineData(VirtioMmio.VIRTIO_MMIO_CONFIG, 0)]
    [InlineData(MmioTransport.RangeBytes, 4)]
    [InlineData(ulong.MaxValue - 3, 4)]
    public void Access_OfAWidthOrPlaceThatIsNone_ReadsAsZerosAndChangesNothing(ulong offset, int length)
    {
        byte[] data = new byte[length];
        Array.Fill(data, (byte)0xff);

        Transport.Write(offset, data);
        Transport.Read(offset, data);

        Assert.All(data, b => Assert.Equal(0, b));
        Assert.Equal(VirtioStatus.Reset, _bench.Status);
        Assert.Equal(2, Transport.RefusedAccesses);
    }

    [Theory]
    [InlineData(VirtioMmio.VIRTIO_MMIO_MAGIC_VALUE)]
    [InlineData(VirtioMmio.VIRTIO_MMIO_DEVICE_FEATURES)]
    [InlineData(VirtioMmio.VIRTIO_MMIO_QUEUE_NUM_MAX)]
    [InlineData(VirtioMmio.VIRTIO_MMIO_INTERRUPT_STATUS)]
    [InlineData(VirtioMmio.VIRTIO_MMIO_CONFIG_GENERATION)]
    [InlineData(0x028UL)]
    [InlineData(0x0c0UL)]
    public void Write_WhatCanOnlyBeRead_ChangesNothing(ulong offset)
    {
        uint before = Transport.Get(offset);
        long refused = Transport.RefusedAccesses;

        Transport.Set(offset, ~before);

        Assert.Equal(refused + 1, Transport.RefusedAccesses);
        Assert.Equal(before, Transport.Get(offset));
    }

    [Theory]
    [InlineData(VirtioMmio.VIRTIO_MMIO_DRIVER_FEATURES)]
    [InlineData(VirtioMmio.VIRTIO_MMIO_QUEUE_SEL)]
    [InlineData(VirtioMmio.VIRTIO_MMIO_QUEUE_NUM)]
    [InlineData(VirtioMmio.VIRTIO_MMIO_QUEUE_NOTIFY)]
    [InlineData(VirtioMmio.VIRTIO_MMIO_QUEUE_USED_HIGH)]
    public void Read_WhatCanOnlyBeWritten_IsZero(ulong offset)
    {
        Assert.Equal(0u, Transport.Get(offset));
        Assert.Equal(1, Transport.RefusedAccesses);
    }

    [Fact]
    public void Read_Configuration_IsOfItsFieldsWidths()
    {
        using MemFd file = MemFd.Create("disk");
        file.SetLength(0x1_0203 * 512L);
        using var bench = new DriverBench(new BlkDevice(file, new BlkOptions { BlockBytes = 4096 }));
        byte[] half = new byte[2];
        byte[] one = new byte[1];

        Assert.Equal(0x1_0203u, bench.Transport.Get(VirtioMmio.VIRTIO_MMIO_CONFIG));
        Assert.Equal(0u, bench.Transport.Get(VirtioMmio.VIRTIO_MMIO_CONFIG + 4));
        Assert.Equal(4096u, bench.Transport.Get(VirtioMmio.VIRTIO_MMIO_CONFIG + 20));
        bench.Transport.Read(VirtioMmio.VIRTIO_MMIO_CONFIG + 2, half);
        bench.Transport.Read(VirtioMmio.VIRTIO_MMIO_CONFIG + 1, one);
        Assert.Equal(("0100", "02"), (Convert.ToHexString(half), Convert.ToHexString(one)));

        // The last field ends at 60; behind it there are zeros to the end of the range.
        Assert.Equal(0u, bench.Transport.Get(VirtioMmio.VIRTIO_MMIO_CONFIG + 60));
        Assert.Equal(0u, bench.Transport.Get(MmioTransport.RangeBytes - 4));
        bench.Transport.Set(VirtioMmio.VIRTIO_MMIO_CONFIG, 7);
        Assert.Equal(0x1_0203u, bench.Transport.Get(VirtioMmio.VIRTIO_MMIO_CONFIG));
        Assert.Equal(0, bench.Transport.RefusedAccesses);
    }

    [Fact]
    public void ConfigGeneration_AfterAChange_IsAnotherAndTheDriverIsTold()
    {
        var console = new ConsoleDevice(null, null, new ConsoleSize(80, 25));
        using var bench = new DriverBench(console);
        bench.Start();
        uint before = bench.Transport.Get(VirtioMmio.VIRTIO_MMIO_CONFIG_GENERATION);
        Assert.Equal((25u << 16) | 80, bench.Transport.Get(VirtioMmio.VIRTIO_MMIO_CONFIG));

        console.Resize(new ConsoleSize(132, 43));

        Assert.NotEqual(before, bench.Transport.Get(VirtioMmio.VIRTIO_MMIO_CONFIG_GENERATION));
        Assert.Equal((43u << 16) | 132, bench.Transport.Get(VirtioMmio.VIRTIO_MMIO_CONFIG));
        Assert.True(bench.Transport.ConfigurationCall.TryTake(out _));
        Assert.Equal(2u, bench.Transport.Get(VirtioMmio.VIRTIO_MMIO_INTERRUPT_STATUS));
        bench.Transport.Set(VirtioMmio.VIRTIO_MMIO_INTERRUPT_ACK, 1);
        Assert.Equal(2u, bench.Transport.Get(VirtioMmio.VIRTIO_MMIO_INTERRUPT_STATUS));
        bench.Transport.Set(VirtioMmio.VIRTIO_MMIO_INTERRUPT_ACK, uint.MaxValue);
        Assert.Equal(0u, bench.Transport.Get(VirtioMmio.VIRTIO_MMIO_INTERRUPT_STATUS));
    }
}
