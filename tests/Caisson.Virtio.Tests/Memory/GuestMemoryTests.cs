using System.Globalization;
using Caisson.Linux;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Caisson.Virtio.Memory;

namespace Caisson.Virtio.Tests.Memory;

public class GuestMemoryTests
{
    private const ulong MiB = 1 << 20;
    private const ulong GiB = 1 << 30;

    [Theory]
    [InlineData(128 * MiB)]
    [InlineData(3 * GiB)]
    public void Create_UpToTheHole_IsOneRegion(ulong size)
    {
        using GuestMemory memory = GuestMemory.Create(size);

        GuestRegion region = Assert.Single(memory.Regions);
        Assert.Equal((0UL, size, 0L), (region.GuestAddress, region.LengthBytes, region.FileOffset));
        Assert.Equal(size, memory.SizeBytes);
    }

    [Fact]
    public void Create_BeyondTheHole_GoesOnAbove4GiB()
    {
        using GuestMemory memory = GuestMemory.Create(6 * GiB);

        Assert.Equal(2, memory.Regions.Count);
        GuestRegion high = memory.Regions[1];
        Assert.Equal((4 * GiB, 3 * GiB, (long)(3 * GiB)), (high.GuestAddress, high.LengthBytes, high.FileOffset));
        Assert.Equal((long)(3 * GiB), high.HostAddress - memory.Regions[0].HostAddress);
        memory.WriteUInt64((7 * GiB) - 8, 0x1122_3344_5566_7788);
        byte[] inFile = new byte[8];
        FileContents.ReadAt(memory.File, inFile, (long)(6 * GiB) - 8);
        Assert.Equal("8877665544332211", Convert.ToHexString(inFile));
    }

    [Fact]
    public void Create_MuchMoreThanTheHostHas_TakesNothingUntilWritten()
    {
        // A terabyte: what would be touched at the start would not be there.
        using GuestMemory memory = GuestMemory.Create(1024 * GiB);

        Assert.Equal((0u, 0u), (memory.ReadUInt32(0), memory.ReadUInt32((1025 * GiB) - 4)));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(4095UL)]
    [InlineData(MiB + 1)]
    [InlineData(GuestMemory.MaxBytes + GuestMemory.PageBytes)]
    [InlineData(ulong.MaxValue)]
    public void Create_SizeThatCannotBe_IsRefused(ulong size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GuestMemory.Create(size));

    [Fact]
    public void Create_HugePagesThatAreNotThere_SaysHowManyItTakes()
    {
        if (FreeHugePages() != 0)
        {
            Assert.Skip("the machine has huge pages");
        }

        GuestMemoryException e = Assert.Throws<GuestMemoryException>(() => GuestMemory.Create(128 * MiB, hugePages: true));

        Assert.StartsWith("128 MiB of guest memory take 64 free huge pages of 2 MiB", e.Message);
        Assert.IsType<LinuxException>(e.InnerException);
    }

    [Fact]
    public void Create_HugePagesOfAnOddSize_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GuestMemory.Create(MiB, hugePages: true));

    [Fact]
    public void File_OfAGuest_CannotChangeItsLength()
    {
        using GuestMemory memory = GuestMemory.Create(MiB);

        Assert.Equal(Errno.EPERM, Assert.Throws<LinuxException>(() => memory.File.SetLength(4096)).Errno);
    }

    [Theory]
    [InlineData(0UL, 1)]
    [InlineData(0UL, int.MaxValue)]
    [InlineData((3 * GiB) - 1, 1)]
    [InlineData((3 * GiB) - 1, 0)]
    [InlineData(4 * GiB, 4096)]
    [InlineData((5 * GiB) - 4096, 4096)]
    public void TryGetSpan_InsideARegion_IsThatLong(ulong address, int length)
    {
        using GuestMemory memory = GuestMemory.Create(4 * GiB);

        Assert.True(memory.TryGetSpan(address, length, out Span<byte> span));
        Assert.Equal(length, span.Length);
        Assert.True(memory.Contains(address, (ulong)length));
    }

    [Theory]
    [InlineData(0UL, -1)]
    [InlineData((3 * GiB) - 1, 2)]
    [InlineData((3 * GiB) - 4096, int.MaxValue)]
    [InlineData(3 * GiB, 0)]
    [InlineData(3 * GiB, 1)]
    [InlineData((4 * GiB) - 1, 1)]
    [InlineData((4 * GiB) - 1, 2)]
    [InlineData((5 * GiB) - 1, 2)]
    [InlineData(5 * GiB, 1)]
    [InlineData(ulong.MaxValue, 1)]
    [InlineData(ulong.MaxValue - 7, 8)]
    [InlineData(ulong.MaxValue - 3, 8)]
    public void TryGetSpan_BeyondARegion_IsRefused(ulong address, int length)
    {
        using GuestMemory memory = GuestMemory.Create(4 * GiB);

        Assert.False(memory.TryGetSpan(address, length, out Span<byte> span));
        Assert.True(span.IsEmpty);
    }

    [Theory]
    [InlineData(0UL, ulong.MaxValue)]
    [InlineData(1UL, ulong.MaxValue)]
    [InlineData(4 * GiB, ulong.MaxValue - (4 * GiB) + 1)]
    public void Contains_LengthThatOverflows_IsFalse(ulong address, ulong length)
    {
        using GuestMemory memory = GuestMemory.Create(4 * GiB);

        Assert.False(memory.Contains(address, length));
    }

    [Fact]
    public void GetSpan_BeyondMemory_NamesTheAddress()
    {
        using GuestMemory memory = GuestMemory.Create(MiB);

        VirtioFaultException e = Assert.Throws<VirtioFaultException>(() => memory.GetSpan(MiB - 1, 2).Length);

        Assert.Equal((VirtioFault.OutsideMemory, MiB - 1), (e.Fault, e.Number));
        Assert.Equal("the driver broke a rule: an address is outside of memory (1048575, 0xfffff)", e.Message);
    }

    [Fact]
    public void Write_Numbers_AreLittleEndian()
    {
        using GuestMemory memory = GuestMemory.Create(MiB);

        memory.WriteUInt16(0, 0x0102);
        memory.WriteUInt32(2, 0x0304_0506);
        memory.WriteUInt64(6, 0x0708_090a_0b0c_0d0e);
        memory.StoreReleaseUInt16(14, 0x0f10);

        Assert.Equal("0201060504030E0D0C0B0A090807100F", Convert.ToHexString(memory.GetSpan(0, 16)));
        Assert.Equal(0x0102, memory.ReadUInt16(0));
        Assert.Equal(0x0304_0506u, memory.ReadUInt32(2));
        Assert.Equal(0x0708_090a_0b0c_0d0eu, memory.ReadUInt64(6));
        Assert.Equal(0x0f10, memory.LoadAcquireUInt16(14));
    }

    [Fact]
    public void LoadAcquire_OddAddress_IsRefused()
    {
        using GuestMemory memory = GuestMemory.Create(MiB);

        Assert.Equal(
            VirtioFault.RingAlignment, Assert.Throws<VirtioFaultException>(() => memory.LoadAcquireUInt16(1)).Fault);
    }

    private static int FreeHugePages()
    {
        const string Name = "HugePages_Free:";
        string? line = File.ReadLines("/proc/meminfo").FirstOrDefault(l => l.StartsWith(Name, StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line[Name.Length..], CultureInfo.InvariantCulture);
    }
}
