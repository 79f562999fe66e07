using Caisson.Vmm.Boot;
using Caisson.Vmm.Tests.Support;

namespace Caisson.Vmm.Tests.Boot;

/// <summary>What lies around the kernel: command line, initial RAM disk, memory map.</summary>
public class LinuxBootTests
{
    private const ulong Rsdp = 0xE_0000;

    private static readonly MemoryRange Above4GiB = new(0x1_0000_0000, 0x4000_0000);

    [Fact]
    public void Load_BzImage_FillsTheZeroPage()
    {
        var ram = new TestRam(64, Above4GiB);
        byte[] image = KernelFiles.BzImage();

        LinuxBoot.Load(ram, Kernel(image), Disk(0x1801), "console=ttyS0", Rsdp);

        ReadOnlySpan<byte> page = ram.GetSpan(MachineLayout.ZeroPageAddress, 0x1000);
        Assert.Equal(image.AsSpan(0x202..0x210), page[0x202..0x210]);
        Assert.Equal(image.AsSpan(0x258..0x26C), page[0x258..0x26C]);
        Assert.Equal(0xFF, page[0x210]);
        Assert.Equal(0x01, page[0x211]);
        Assert.Equal(0UL, page.U64(0x250));
        Assert.Equal((uint)MachineLayout.CommandLineAddress, page.U32(0x228));
        Assert.Equal(0x3FF_E000U, page.U32(0x218));
        Assert.Equal(0x1801U, page.U32(0x21C));
        Assert.Equal(0U, page.U32(0xC0) | page.U32(0xC4) | page.U32(0xC8));
        Assert.Equal(Rsdp, page.U64(0x70));
        Assert.Equal(0, page[0x1EF]);
        Assert.Equal("console=ttyS0\0"u8, ram.GetSpan(MachineLayout.CommandLineAddress, 14));
        Assert.Equal(-1, ram.GetSpan(0x3FF_E000, 0x1801).IndexOfAnyExcept((byte)0xDD));
    }

    [Fact]
    public void Load_BzImage_DescribesMemory()
    {
        var ram = new TestRam(64, Above4GiB);

        LinuxBoot.Load(ram, Kernel(KernelFiles.BzImage()), null, "", 0);

        ReadOnlySpan<byte> page = ram.GetSpan(MachineLayout.ZeroPageAddress, 0x1000);
        Assert.Equal(4, page[0x1E8]);
        AssertEntry(page[0x2D0..], 0, 0x9_FC00, 1);
        AssertEntry(page[0x2E4..], 0x9_FC00, 0x6_0400, 2);
        AssertEntry(page[0x2F8..], 0x10_0000, (64 << 20) - 0x10_0000, 1);
        AssertEntry(page[0x30C..], 0x1_0000_0000, 0x4000_0000, 1);
    }

    [Fact]
    public void Load_VmlinuxWithoutHeader_GetsTheLeastHeader()
    {
        var ram = new TestRam();

        LinuxBoot.Load(ram, Kernel(KernelFiles.Elf(pvh: false)), null, "", 0);

        ReadOnlySpan<byte> page = ram.GetSpan(MachineLayout.ZeroPageAddress, 0x1000);
        Assert.Equal("HdrS"u8, page[0x202..0x206]);
        Assert.Equal(0xAA55, page.U16(0x1FE));
        Assert.Equal(0x01, page[0x211]);
    }

    [Fact]
    public void Load_Pvh_FillsStartInfo()
    {
        var ram = new TestRam();

        LinuxBoot.Load(ram, Kernel(KernelFiles.Elf()), Disk(100), "quiet", Rsdp);

        ReadOnlySpan<byte> info = ram.GetSpan(MachineLayout.PvhStartInfoAddress, 0x1000);
        Assert.Equal(0x336E_C578U, info.U32(0));
        Assert.Equal(1U, info.U32(4));
        Assert.Equal(1U, info.U32(12));
        Assert.Equal(MachineLayout.CommandLineAddress, info.U64(24));
        Assert.Equal(Rsdp, info.U64(32));
        Assert.Equal(3U, info.U32(48));
        int module = (int)(info.U64(16) - MachineLayout.PvhStartInfoAddress);
        Assert.Equal(0x3FF_F000UL, info.U64(module));
        Assert.Equal(100UL, info.U64(module + 8));
        int map = (int)(info.U64(40) - MachineLayout.PvhStartInfoAddress);
        AssertEntry(info[map..], 0, 0x9_FC00, 1);
        AssertEntry(info[(map + 24)..], 0x9_FC00, 0x6_0400, 2);
    }

    [Fact]
    public void Load_InitrdMaxAddressOfTheKernel_IsKept()
    {
        var ram = new TestRam();
        byte[] image = KernelFiles.BzImage();
        image.Put32(0x22C, 0x1FF_FFFF);

        LinuxBoot.Load(ram, Kernel(image), Disk(0x1000), "", 0);

        ReadOnlySpan<byte> page = ram.GetSpan(MachineLayout.ZeroPageAddress, 0x1000);
        Assert.Equal(0x1FF_F000U, page.U32(0x218));
    }

    [Fact]
    public void Load_InitrdWithoutRoom_SaysBetweenWhat()
    {
        var error = Assert.Throws<VmmException>(
            () => LinuxBoot.Load(new TestRam(32), Kernel(KernelFiles.BzImage()), Disk(0xF0_0000), "", 0));
        Assert.Equal(
            "initrd: 15728640 bytes do not fit between the kernel's end at 0x1200000 and 0x2000000", error.Message);
    }

    [Theory]
    [InlineData(2047, null)]
    [InlineData(2048, "command line: 2048 bytes, this kernel takes 2047")]
    public void Load_LongCommandLine_IsComparedWithTheKernels(int length, string? message)
    {
        Exception? error = Record.Exception(
            () => LinuxBoot.Load(new TestRam(), Kernel(KernelFiles.BzImage()), null, new string('a', length), 0));
        Assert.Equal(message, error?.Message);
    }

    [Fact]
    public void Load_ZeroInTheCommandLine_IsRefused()
    {
        var error = Assert.Throws<VmmException>(
            () => LinuxBoot.Load(new TestRam(), Kernel(KernelFiles.BzImage()), null, "a\0b", 0));
        Assert.Equal("command line: character 1 is a zero, which would end it", error.Message);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 0x7F, 0x45, 0x4C, 0x46 })]
    public void Load_SomeOtherFile_SaysWhatWouldDo(byte[] file)
    {
        var error = Assert.Throws<VmmException>(() => LinuxBoot.Load(new TestRam(), Kernel(file), null, "", 0));
        Assert.Equal("kernel: is neither a bzImage (vmlinuz) nor an ELF file (vmlinux)", error.Message);
    }

    [Fact]
    public void Load_LittleMemory_SaysTheLeast()
    {
        var error = Assert.Throws<VmmException>(
            () => LinuxBoot.Load(new TestRam(8), Kernel(KernelFiles.BzImage()), null, "", 0));
        Assert.Equal("a machine of 8 MiB can't boot, 16 MiB are the least", error.Message);
    }

    [Fact]
    public void Open_NoSuchFile_NamesIt()
    {
        var error = Assert.Throws<VmmException>(() => BootFile.Open("/no/such/vmlinuz"));
        Assert.StartsWith("/no/such/vmlinuz: can't be opened: ", error.Message);
    }

    [Fact]
    public void Read_FromTheDisk_ReadsWhatIsThere()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [1, 2, 3, 4]);
            using BootFile file = BootFile.Open(path);
            byte[] buffer = new byte[2];
            file.Read(1, buffer);

            Assert.Equal([2, 3], buffer);
            Assert.Throws<VmmException>(() => file.Read(3, buffer));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static BootFile Kernel(byte[] contents) => BootFile.FromMemory("kernel", contents);

    private static BootFile Disk(int length)
    {
        byte[] contents = new byte[length];
        Array.Fill(contents, (byte)0xDD);
        return BootFile.FromMemory("initrd", contents);
    }

    private static void AssertEntry(ReadOnlySpan<byte> entry, ulong start, ulong length, uint type)
    {
        Assert.Equal(start, entry.U64(0));
        Assert.Equal(length, entry.U64(8));
        Assert.Equal(type, entry.U32(16));
    }
}
