using Caisson.Virtio.Memory;
using Caisson.Virtio.Queues;

namespace Caisson.Virtio.Tests.Queues;

public class QueueLayoutTests
{
    private const ulong End = 1 << 20;

    private static readonly QueueLayout Good = new(256, 0x1000, 0x2000, 0x3000);

    [Fact]
    public void Check_AlignedPartsInMemory_Passes() => Assert.Null(FaultOf(Good));

    [Theory]
    [InlineData(0u)]
    [InlineData(3u)]
    [InlineData(255u)]
    [InlineData(512u)]
    [InlineData(0x8000_0000u)]
    [InlineData(uint.MaxValue)]
    public void Check_SizeNoPowerOfTwoOrTooLarge_IsAFault(uint size) =>
        Assert.Equal((VirtioFault.QueueSize, size), FaultOf(Good with { Size = size }));

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(256u)]
    public void Check_PowersOfTwoUpToTheMost_Pass(uint size) => Assert.Null(FaultOf(Good with { Size = size }));

    [Fact]
    public void Check_PartsNotAligned_AreFaults()
    {
        Assert.Equal((VirtioFault.RingAlignment, 0x1008UL), FaultOf(Good with { DescriptorAddress = 0x1008 }));
        Assert.Equal((VirtioFault.RingAlignment, 0x2001UL), FaultOf(Good with { AvailableAddress = 0x2001 }));
        Assert.Equal((VirtioFault.RingAlignment, 0x3002UL), FaultOf(Good with { UsedAddress = 0x3002 }));
    }

    [Fact]
    public void Check_PartsThatReachBeyondMemory_AreFaults()
    {
        // Each by its last bytes: the table has 4096, the available ring 518 and the used ring 2054.
        Assert.Equal(VirtioFault.RingOutsideMemory, FaultOf(Good with { DescriptorAddress = End - 4080 })?.Fault);
        Assert.Null(FaultOf(Good with { DescriptorAddress = End - 4096 }));
        Assert.Equal(VirtioFault.RingOutsideMemory, FaultOf(Good with { AvailableAddress = End - 516 })?.Fault);
        Assert.Null(FaultOf(Good with { AvailableAddress = End - 518 }));
        Assert.Equal(VirtioFault.RingOutsideMemory, FaultOf(Good with { UsedAddress = End - 2052 })?.Fault);
        Assert.Null(FaultOf(Good with { UsedAddress = End - 2056 }));
        Assert.Equal(VirtioFault.RingOutsideMemory, FaultOf(Good with { UsedAddress = ulong.MaxValue - 3 })?.Fault);
        Assert.Equal(VirtioFault.RingOutsideMemory, FaultOf(Good with { DescriptorAddress = GuestMemory.HoleStart })?.Fault);
    }

    private static (VirtioFault Fault, ulong Number)? FaultOf(QueueLayout layout)
    {
        using GuestMemory memory = GuestMemory.Create(End);
        try
        {
            layout.Check(memory, 256);
            return null;
        }
        catch (VirtioFaultException e)
        {
            return (e.Fault, e.Number);
        }
    }
}
