using System.Numerics;

namespace Caisson.Vmm.Boot;

/// <summary>
/// A bzImage, what distributions install as vmlinuz: Documentation/arch/x86/boot.rst, of which the 64-bit protocol is used
/// (2.12 and later). Nothing that the header says is used before it was compared with the file and the machine.
/// </summary>
internal static class BzImage
{
    /// <summary>Whether a file may be one, by the magic numbers of its header.</summary>
    internal static bool IsOne(BootFile file)
    {
        if (file.LengthBytes < SetupHeader.MaxEnd)
        {
            return false;
        }

        byte[] page = ReadHeader(file);
        return SetupHeader.ReadUInt16(page, SetupHeader.BootFlag) == SetupHeader.BootFlagMagic
            && SetupHeader.ReadUInt32(page, SetupHeader.Header) == SetupHeader.HeaderMagic;
    }

    /// <summary>Lays the protected-mode code into memory.</summary>
    /// <exception cref="VmmException">The header contradicts the file, or the machine has too little memory.</exception>
    internal static LoadedKernel Load(BootFile file, IGuestRam ram)
    {
        byte[] page = ReadHeader(file);
        int headerEnd = CheckHeader(file, page);
        (ulong offset, int length) = FindCode(file, page);
        MemoryRange range = Place(file, page, (ulong)length, ram.Ranges[0].End);
        file.Read(offset, ram.GetSpan(range.Start, length));
        return new LoadedKernel(BootProtocol.Linux64, range.Start + SetupHeader.Entry64Offset, range)
        {
            InitrdMaxAddress = SetupHeader.ReadUInt32(page, SetupHeader.InitrdAddrMax),
            CommandLineMaxBytes = (int)Math.Min(
                SetupHeader.ReadUInt32(page, SetupHeader.CmdLineSize), MachineLayout.CommandLineMaxBytes - 1),
            SetupHeader = page.AsMemory(SetupHeader.Start..headerEnd),
        };
    }

    private static byte[] ReadHeader(BootFile file)
    {
        byte[] page = new byte[SetupHeader.MaxEnd];
        file.Read(0, page);
        return page;
    }

    private static int CheckHeader(BootFile file, ReadOnlySpan<byte> page)
    {
        ushort version = SetupHeader.ReadUInt16(page, SetupHeader.Version);
        if (version < SetupHeader.MinVersion)
        {
            throw Fault(file, $"boot protocol {version >> 8}.{version & 0xFF:d2} is too old, 2.12 at least is needed");
        }

        int end = SetupHeader.Header + page[SetupHeader.JumpDistance];
        if (end is < SetupHeader.MinEnd or > SetupHeader.MaxEnd)
        {
            throw Fault(
                file, $"setup header ends at 0x{end:x}, not between 0x{SetupHeader.MinEnd:x} and 0x{SetupHeader.MaxEnd:x}");
        }

        if ((page[SetupHeader.LoadFlags] & SetupHeader.LOADED_HIGH) == 0)
        {
            throw Fault(file, "loadflags lack LOADED_HIGH: a zImage can't be booted, a bzImage can");
        }

        if ((SetupHeader.ReadUInt16(page, SetupHeader.XLoadFlags) & SetupHeader.XLF_KERNEL_64) == 0)
        {
            throw Fault(file, "xloadflags lack XLF_KERNEL_64: this is a 32-bit kernel");
        }

        return end;
    }

    // What follows the real-mode code. A signature may follow it.
    private static (ulong Offset, int Length) FindCode(BootFile file, ReadOnlySpan<byte> page)
    {
        int sectors = page[SetupHeader.SetupSects];
        int offset = ((sectors == 0 ? SetupHeader.DefaultSetupSects : sectors) + 1) * SetupHeader.SectorBytes;
        ulong length = SetupHeader.ReadUInt32(page, SetupHeader.SysSize) * SetupHeader.ParagraphBytes;
        if (offset >= file.LengthBytes)
        {
            throw Fault(file, $"setup_sects {sectors} leaves no kernel in {file.LengthBytes} bytes");
        }

        // The last paragraph may be cut off.
        ulong left = (ulong)(file.LengthBytes - offset);
        if (length <= SetupHeader.Entry64Offset || length >= left + SetupHeader.ParagraphBytes)
        {
            throw Fault(file, $"syssize says {length} bytes of kernel, where {left} bytes are left of the file");
        }

        return ((ulong)offset, (int)Math.Min(length, left));
    }

    // Where the kernel wants to be, or else anywhere that suits it.
    private static MemoryRange Place(BootFile file, ReadOnlySpan<byte> page, ulong lengthBytes, ulong lowEnd)
    {
        bool isRelocatable = page[SetupHeader.RelocatableKernel] != 0;
        uint alignment = SetupHeader.ReadUInt32(page, SetupHeader.KernelAlignment);
        if (isRelocatable && (!BitOperations.IsPow2(alignment) || alignment < MachineLayout.PageBytes))
        {
            throw Fault(file, $"kernel_alignment 0x{alignment:x} is no power of two from 0x1000 on");
        }

        ulong preferred = SetupHeader.ReadUInt64(page, SetupHeader.PrefAddress);
        ulong needed = Math.Max(lengthBytes, SetupHeader.ReadUInt32(page, SetupHeader.InitSize));
        var usable = MemoryRange.FromTo(MachineLayout.HighMemoryStart, Math.Max(lowEnd, MachineLayout.HighMemoryStart));
        if (usable.Contains(preferred, needed) && (!isRelocatable || preferred % alignment == 0))
        {
            return new MemoryRange(preferred, needed);
        }

        if (!isRelocatable)
        {
            throw Fault(file, $"needs 0x{needed:x} bytes at 0x{preferred:x}, where memory is {usable} for a kernel");
        }

        ulong lowest = (MachineLayout.HighMemoryStart + alignment - 1) / alignment * alignment;
        return usable.Contains(lowest, needed)
            ? new MemoryRange(lowest, needed)
            : throw Fault(file, $"needs 0x{needed:x} bytes aligned to 0x{alignment:x}, where memory is {usable} for a kernel");
    }

    private static VmmException Fault(BootFile file, string what) => new($"{file.Name}: {what}");
}
