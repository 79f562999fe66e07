using Caisson.Virtio.Mmio;
using Caisson.Vmm.Emulation;

namespace Caisson.Vmm.Tests.Emulation;

/// <summary>Which device answers.</summary>
public class DeviceBusTests
{
    [Fact]
    public void Read_WithinARange_ReachesItsDeviceByOffset()
    {
        var bus = new DeviceBus();
        var first = new RecordingDevice(1);
        var second = new RecordingDevice(2);
        bus.Add(new MemoryRange(0x3F8, 8), second);
        bus.Add(new MemoryRange(0x60, 5), first);
        byte[] data = new byte[1];

        Assert.True(bus.Read(0x64, data));
        Assert.Equal(1, data[0]);
        Assert.True(bus.Write(0x3FF, [7]));
        Assert.Equal((4UL, 7UL), (first.LastOffset, second.LastOffset));
        Assert.Equal(0, bus.Unclaimed);
    }

    [Theory]
    [InlineData(0x3F7, 1)]
    [InlineData(0x400, 1)]
    [InlineData(0x3FF, 2)]
    [InlineData(-1, 8)]
    public void Read_OutsideOfAllRanges_IsAllOnesAndCounted(long address, int length)
    {
        var bus = new DeviceBus();
        bus.Add(new MemoryRange(0x3F8, 8), new RecordingDevice(1));
        byte[] data = new byte[length];

        Assert.False(bus.Read(unchecked((ulong)address), data));
        Assert.All(data, b => Assert.Equal(0xFF, b));
        Assert.False(bus.Write(unchecked((ulong)address), data));
        Assert.Equal(2, bus.Unclaimed);
    }

    [Theory]
    [InlineData(0x3F0, 9)]
    [InlineData(0x3F9, 1)]
    [InlineData(0x3FF, 10)]
    [InlineData(0x300, 0x1000)]
    public void Add_RangeThatIsTaken_IsRefused(int start, int length)
    {
        var bus = new DeviceBus();
        bus.Add(new MemoryRange(0x3F8, 8), new RecordingDevice(1));

        Assert.Throws<ArgumentException>(() => bus.Add(new MemoryRange((ulong)start, (ulong)length), new RecordingDevice(2)));
    }

    [Fact]
    public void Add_RangesSideBySide_AreBothThere()
    {
        var bus = new DeviceBus();
        bus.Add(new MemoryRange(0x3F8, 8), new RecordingDevice(1));
        bus.Add(new MemoryRange(0x3F0, 8), new RecordingDevice(2));
        bus.Add(new MemoryRange(0x400, 8), new RecordingDevice(3));
        byte[] data = new byte[1];

        foreach ((ulong address, byte expected) in ((ulong, byte)[])[(0x3F7, 2), (0x3F8, 1), (0x3FF, 1), (0x400, 3)])
        {
            bus.Read(address, data);
            Assert.Equal(expected, data[0]);
        }
    }

    [Fact]
    public void Add_EmptyRange_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new DeviceBus().Add(new MemoryRange(1, 0), new RecordingDevice(1)));

    private sealed class RecordingDevice(byte answer) : IMmioDevice
    {
        internal ulong LastOffset { get; private set; }

        public void Read(ulong offset, Span<byte> data)
        {
            LastOffset = offset;
            data.Fill(answer);
        }

        public void Write(ulong offset, ReadOnlySpan<byte> data) => LastOffset = offset;
    }
}
