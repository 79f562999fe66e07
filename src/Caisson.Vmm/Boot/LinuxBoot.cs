using System.Text;

namespace Caisson.Vmm.Boot;

/// <summary>Puts into the guest's memory what has to be there before the first instruction.</summary>
public static class LinuxBoot
{
    // What the tables below 1 MiB and the smallest kernel need.
    private const ulong LeastMemoryBytes = 16 << 20;

    /// <summary>Loads a kernel and what it is given.</summary>
    /// <param name="ram">The guest's memory, all zeros.</param>
    /// <param name="kernel">A bzImage or a vmlinux.</param>
    /// <param name="initrd">An initial RAM disk, or null.</param>
    /// <param name="commandLine">The kernel's command line.</param>
    /// <param name="rsdpAddress">Where the ACPI tables start, or 0.</param>
    /// <returns>The kernel: its protocol and entry point are for <see cref="BootProcessor"/>.</returns>
    /// <exception cref="VmmException">A file is not what it says, or it all does not fit; the message is one line.</exception>
    public static LoadedKernel Load(IGuestRam ram, BootFile kernel, BootFile? initrd, string commandLine, ulong rsdpAddress)
    {
        ArgumentNullException.ThrowIfNull(ram);
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(commandLine);
        ulong lowBytes = ram.Ranges[0].LengthBytes;
        if (lowBytes < LeastMemoryBytes)
        {
            throw new VmmException($"a machine of {lowBytes >> 20} MiB can't boot, {LeastMemoryBytes >> 20} MiB are the least");
        }

        LoadedKernel loaded = BzImage.IsOne(kernel) ? BzImage.Load(kernel, ram)
            : ElfKernel.IsOne(kernel) ? ElfKernel.Load(kernel, ram)
            : throw new VmmException($"{kernel.Name}: is neither a bzImage (vmlinuz) nor an ELF file (vmlinux)");
        WriteCommandLine(ram, commandLine, loaded.CommandLineMaxBytes);
        MemoryRange? disk = initrd is null ? null : LoadInitrd(ram, initrd, loaded);
        List<E820Entry> map = E820Map.Build(ram.Ranges);
        if (loaded.Protocol == BootProtocol.Pvh)
        {
            Span<byte> page = ram.GetSpan(MachineLayout.PvhStartInfoAddress, (int)MachineLayout.PageBytes);
            PvhStartInfo.Write(page, disk, rsdpAddress, map);
        }
        else
        {
            Span<byte> page = ram.GetSpan(MachineLayout.ZeroPageAddress, (int)MachineLayout.PageBytes);
            ZeroPage.Write(page, loaded, disk, rsdpAddress, map);
        }

        BootProcessor.WriteTables(ram);
        return loaded;
    }

    private static void WriteCommandLine(IGuestRam ram, string commandLine, int maxBytes)
    {
        int zero = commandLine.IndexOf('\0', StringComparison.Ordinal);
        if (zero >= 0)
        {
            throw new VmmException($"command line: character {zero} is a zero, which would end it");
        }

        int length = Encoding.UTF8.GetByteCount(commandLine);
        if (length > maxBytes)
        {
            throw new VmmException($"command line: {length} bytes, this kernel takes {maxBytes}");
        }

        Span<byte> room = ram.GetSpan(MachineLayout.CommandLineAddress, length + 1);
        Encoding.UTF8.GetBytes(commandLine, room);
        room[length] = 0;
    }

    // As high as it may be, so that the kernel has room to unpack itself below.
    private static MemoryRange LoadInitrd(IGuestRam ram, BootFile initrd, LoadedKernel kernel)
    {
        ulong end = Math.Min(ram.Ranges[0].End, kernel.InitrdMaxAddress + 1);
        ulong length = (ulong)initrd.LengthBytes;
        ulong start = length > end ? 0 : (end - length) & ~(MachineLayout.PageBytes - 1);
        if (start < kernel.Range.End)
        {
            throw new VmmException(
                $"{initrd.Name}: {length} bytes do not fit between the kernel's end at 0x{kernel.Range.End:x} and 0x{end:x}");
        }

        initrd.Read(0, ram.GetSpan(start, initrd.LengthBytes));
        return new MemoryRange(start, length);
    }
}
