using Caisson.Vmm.Boot;
using Caisson.Vmm.Tests.Support;

namespace Caisson.Vmm.Tests.Boot;

/// <summary>ELF kernels, good and bad; System V ABI.</summary>
public class ElfKernelTests
{
    [Fact]
    public void Load_WithPvhNote_IsEnteredThere()
    {
        LoadedKernel kernel = Load(KernelFiles.Elf());

        Assert.Equal(BootProtocol.Pvh, kernel.Protocol);
        Assert.Equal(KernelFiles.ElfAddress + 0x20, kernel.EntryPoint);
    }

    [Fact]
    public void Load_WithoutNote_IsEnteredIn64BitMode()
    {
        LoadedKernel kernel = Load(KernelFiles.Elf(pvh: false));

        Assert.Equal(BootProtocol.Linux64, kernel.Protocol);
        Assert.Equal(KernelFiles.ElfAddress + 0x10, kernel.EntryPoint);
        Assert.Equal(new MemoryRange(KernelFiles.ElfAddress, KernelFiles.SegmentMemoryBytes), kernel.Range);
    }

    [Fact]
    public void Load_SegmentLongerInMemory_IsFilledWithZeros()
    {
        var ram = new TestRam();
        Span<byte> memory = ram.GetSpan(KernelFiles.ElfAddress, KernelFiles.SegmentMemoryBytes);
        memory.Fill(0xCC);

        Load(KernelFiles.Elf(), ram);

        Assert.Equal(-1, memory[..KernelFiles.SegmentFileBytes].IndexOfAnyExcept((byte)0x90));
        Assert.Equal(-1, memory[KernelFiles.SegmentFileBytes..].IndexOfAnyExcept((byte)0));
    }

    [Theory]
    [InlineData(4, 1, 1, "ELF class 1")]
    [InlineData(5, 2, 1, "data 2")]
    [InlineData(16, 1, 2, "ELF type 1")]
    [InlineData(18, 3, 2, "machine 3")]
    [InlineData(54, 32, 2, "of 32 bytes")]
    [InlineData(56, 0, 2, "0 ELF program headers")]
    [InlineData(56, 65, 2, "65 ELF program headers")]
    [InlineData(32, -1, 8, "beyond its end")]
    [InlineData(64 + 8, -1, 8, "segment of 0x100 bytes at 0xffffffffffffffff")]
    [InlineData(64 + 32, 0x4000, 8, "segment of 0x4000 bytes")]
    [InlineData(64 + 40, -1, 8, "segment needs 0xffffffffffffffff bytes")]
    [InlineData(64 + 24, 0, 8, "segment needs 0x3000 bytes at 0x0")]
    [InlineData(64 + 24, -1, 8, "segment needs 0x3000 bytes at 0xffffffffffffffff")]
    [InlineData(64 + 24, 0x40_0000, 8, "entry point 0x200020 is in none of its 1 segments")]
    [InlineData(0x800, -1, 4, "reaches beyond its segment")]
    [InlineData(0x804, -1, 4, "reaches beyond its segment")]
    [InlineData(0x804, 5, 4, "XEN_ELFNOTE_PHYS32_ENTRY of 5 bytes")]
    [InlineData(0x810, -1, 8, "XEN_ELFNOTE_PHYS32_ENTRY 0xffffffffffffffff is above 4 GiB")]
    [InlineData(64 + 56 + 32, 0x10001, 8, "ELF notes of 0x10001 bytes")]
    public void Load_SpoiltField_NamesIt(int offset, long value, int size, string message)
    {
        byte[] file = KernelFiles.Elf();
        for (int i = 0; i < size; i++)
        {
            file[offset + i] = (byte)(value >> (8 * i));
        }

        var error = Assert.Throws<VmmException>(() => Load(file));
        Assert.StartsWith("vmlinux: ", error.Message);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Load_SegmentsOverlap_IsRefused()
    {
        byte[] file = KernelFiles.Elf();
        KernelFiles.PutProgramHeader(file, 1, 1, KernelFiles.SegmentOffset, KernelFiles.ElfAddress + 0x2000, 1, 1);

        var error = Assert.Throws<VmmException>(() => Load(file));
        Assert.Equal("vmlinux: segment at 0x202000-0x202001 overlaps another", error.Message);
    }

    [Fact]
    public void Load_AnyByteOfTheHeadersSpoilt_LoadsOrSaysWhy()
    {
        var ram = new TestRam(17);
        foreach (int offset in Enumerable.Range(0, 64 + (2 * 56)).Concat(Enumerable.Range(KernelFiles.NoteOffset, 24)))
        {
            foreach (byte value in (byte[])[0, 0x7F, 0xFF])
            {
                byte[] file = KernelFiles.Elf();
                file[offset] = value;
                Exception? error = Record.Exception(() => Load(file, ram));
                Assert.True(error is null or VmmException, $"{offset:x} = {value:x}: {error}");
            }
        }
    }

    private static LoadedKernel Load(byte[] file, TestRam? ram = null) =>
        LinuxBoot.Load(ram ?? new TestRam(), BootFile.FromMemory("vmlinux", file), null, "", 0);
}
