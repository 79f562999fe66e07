namespace Caisson.Vmm.Tests;

/// <summary>Ranges, with numbers that a guest or an image chose.</summary>
public class MemoryRangeTests
{
    [Theory]
    [InlineData(0x1000UL, 0x1000UL, true)]
    [InlineData(0x1FFFUL, 1UL, true)]
    [InlineData(0x2000UL, 0UL, true)]
    [InlineData(0x2000UL, 1UL, false)]
    [InlineData(0xFFFUL, 1UL, false)]
    [InlineData(0x1001UL, 0x1000UL, false)]
    [InlineData(0x1001UL, ulong.MaxValue, false)]
    [InlineData(ulong.MaxValue, 2UL, false)]
    public void Contains_AnyNumbers_DoesNotWrap(ulong start, ulong length, bool expected) =>
        Assert.Equal(expected, new MemoryRange(0x1000, 0x1000).Contains(start, length));

    [Theory]
    [InlineData(0x2000UL, false)]
    [InlineData(0x1FFFUL, true)]
    [InlineData(0x800UL, true)]
    [InlineData(0x7FFUL, false)]
    public void Overlaps_Neighbours_ShareNothing(ulong start, bool expected) =>
        Assert.Equal(expected, new MemoryRange(0x1000, 0x1000).Overlaps(new MemoryRange(start, 0x801)));
}
