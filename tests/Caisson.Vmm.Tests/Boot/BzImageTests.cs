using Caisson.Vmm.Boot;
using Caisson.Vmm.Tests.Support;

namespace Caisson.Vmm.Tests.Boot;

/// <summary>bzImages, good and bad; Documentation/arch/x86/boot.rst.</summary>
public class BzImageTests
{
    [Fact]
    public void Load_GoodImage_LiesAtItsPreferredAddress()
    {
        var ram = new TestRam();

        LoadedKernel kernel = Load(ram, KernelFiles.BzImage());

        Assert.Equal(BootProtocol.Linux64, kernel.Protocol);
        Assert.Equal(KernelFiles.PreferredAddress + 0x200, kernel.EntryPoint);
        Assert.Equal(new MemoryRange(KernelFiles.PreferredAddress, KernelFiles.InitSize), kernel.Range);
        Assert.All(ram.GetSpan(KernelFiles.PreferredAddress, KernelFiles.CodeBytes).ToArray(), b => Assert.Equal(0x90, b));
        Assert.Equal(0, ram.GetSpan(KernelFiles.PreferredAddress + KernelFiles.CodeBytes, 1)[0]);
    }

    [Fact]
    public void Load_SignatureBehindTheCode_IsNotLoaded()
    {
        var ram = new TestRam();

        Load(ram, [.. KernelFiles.BzImage(), .. "signature"u8]);

        Assert.Equal(0, ram.GetSpan(KernelFiles.PreferredAddress + KernelFiles.CodeBytes, 1)[0]);
    }

    [Fact]
    public void Load_PreferredAddressBeyondMemory_TakesTheLowestAligned()
    {
        byte[] file = KernelFiles.BzImage();
        file.Put64(0x258, 0x4000_0000);

        Assert.Equal(0x20_0000UL, Load(new TestRam(), file).Range.Start);
    }

    [Fact]
    public void Load_EndOfPreferredRangeWraps_TakesTheLowestAligned()
    {
        byte[] file = KernelFiles.BzImage();
        file.Put64(0x258, ulong.MaxValue - 0xFFF);

        Assert.Equal(0x20_0000UL, Load(new TestRam(), file).Range.Start);
    }

    [Theory]
    [InlineData(0x206, 0x0204, 2, "boot protocol 2.04 is too old")]
    [InlineData(0x201, 0x60, 1, "setup header ends at 0x262")]
    [InlineData(0x201, 0xFF, 1, "setup header ends at 0x301")]
    [InlineData(0x211, 0x00, 1, "LOADED_HIGH")]
    [InlineData(0x236, 0x7E, 2, "XLF_KERNEL_64")]
    [InlineData(0x1F1, 0xFF, 1, "setup_sects 255")]
    [InlineData(0x1F4, 0, 4, "syssize says 0 bytes")]
    [InlineData(0x1F4, 0x101, 4, "syssize says 4112 bytes")]
    [InlineData(0x1F4, uint.MaxValue, 4, "syssize says 68719476720 bytes")]
    [InlineData(0x230, 0, 4, "kernel_alignment 0x0")]
    [InlineData(0x230, 0x1001, 4, "kernel_alignment 0x1001")]
    [InlineData(0x230, 0x10, 4, "kernel_alignment 0x10 ")]
    [InlineData(0x260, uint.MaxValue, 4, "needs 0xffffffff bytes")]
    public void Load_SpoiltField_NamesIt(int offset, long value, int size, string message)
    {
        byte[] file = KernelFiles.BzImage();
        for (int i = 0; i < size; i++)
        {
            file[offset + i] = (byte)(value >> (8 * i));
        }

        var error = Assert.Throws<VmmException>(() => Load(new TestRam(), file));
        Assert.StartsWith("vmlinuz: ", error.Message);
        Assert.Contains(message, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Load_FixedKernelBeyondMemory_SaysWhereItMustBe()
    {
        byte[] file = KernelFiles.BzImage();
        file[0x234] = 0;
        file.Put64(0x258, 0x1000);

        var error = Assert.Throws<VmmException>(() => Load(new TestRam(), file));
        Assert.Equal("vmlinuz: needs 0x200000 bytes at 0x1000, where memory is 0x100000-0x4000000 for a kernel", error.Message);
    }

    [Fact]
    public void Load_AnyByteOfTheHeaderSpoilt_LoadsOrSaysWhy()
    {
        var ram = new TestRam(17);
        for (int offset = 0x1F1; offset < 0x290; offset++)
        {
            foreach (byte value in (byte[])[0, 0x7F, 0xFF])
            {
                byte[] file = KernelFiles.BzImage();
                file[offset] = value;
                Exception? error = Record.Exception(() => Load(ram, file));
                Assert.True(error is null or VmmException, $"{offset:x} = {value:x}: {error}");
            }
        }
    }

    private static LoadedKernel Load(TestRam ram, byte[] file) =>
        LinuxBoot.Load(ram, BootFile.FromMemory("vmlinuz", file), null, "", 0);
}
