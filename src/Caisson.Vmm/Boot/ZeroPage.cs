using System.Buffers.Binary;

namespace Caisson.Vmm.Boot;

/// <summary>
/// <c>struct boot_params</c>, what the 64-bit entry point finds at RSI: Documentation/arch/x86/zero-page.rst,
/// <c>asm/bootparam.h</c> (Linux 6.1).
/// </summary>
internal static class ZeroPage
{
    private const int AcpiRsdpAddr = 0x070;
    private const int ExtRamdiskImage = 0x0C0;
    private const int ExtRamdiskSize = 0x0C4;
    private const int ExtCmdLinePtr = 0x0C8;
    private const int E820Entries = 0x1E8;
    private const int E820Table = 0x2D0;
    private const int E820EntryBytes = 20;
    private const ushort VideoModeNormal = 0xFFFF;

    /// <summary>Writes it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="kernel">The kernel, with its setup header if it has one.</param>
    /// <param name="initrd">Where the initial RAM disk lies, or null.</param>
    /// <param name="rsdpAddress">Where the ACPI tables start, or 0.</param>
    /// <param name="map">The memory map.</param>
    internal static void Write(
        Span<byte> page, LoadedKernel kernel, MemoryRange? initrd, ulong rsdpAddress, IReadOnlyList<E820Entry> map)
    {
        page.Clear();
        WriteHeader(page, kernel);
        WriteAddress(page, SetupHeader.CmdLinePtr, ExtCmdLinePtr, MachineLayout.CommandLineAddress);
        if (initrd is { } disk)
        {
            WriteAddress(page, SetupHeader.RamdiskImage, ExtRamdiskImage, disk.Start);
            WriteAddress(page, SetupHeader.RamdiskSize, ExtRamdiskSize, disk.LengthBytes);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(page[AcpiRsdpAddr..], rsdpAddress);
        page[E820Entries] = (byte)map.Count;
        for (int i = 0; i < map.Count; i++)
        {
            Span<byte> entry = page.Slice(E820Table + (i * E820EntryBytes), E820EntryBytes);
            BinaryPrimitives.WriteUInt64LittleEndian(entry, map[i].Range.Start);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], map[i].Range.LengthBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], (uint)map[i].Type);
        }
    }

    // The kernel's own header, but for what the loader has to say; or, of vmlinux, one that says as little as is allowed.
    private static void WriteHeader(Span<byte> page, LoadedKernel kernel)
    {
        if (kernel.SetupHeader.IsEmpty)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(page[SetupHeader.BootFlag..], SetupHeader.BootFlagMagic);
            BinaryPrimitives.WriteUInt32LittleEndian(page[SetupHeader.Header..], SetupHeader.HeaderMagic);
            BinaryPrimitives.WriteUInt16LittleEndian(page[SetupHeader.Version..], SetupHeader.MinVersion);
            page[SetupHeader.LoadFlags] = SetupHeader.LOADED_HIGH;
        }
        else
        {
            kernel.SetupHeader.Span.CopyTo(page[SetupHeader.Start..]);
        }

        page[SetupHeader.TypeOfLoader] = SetupHeader.LoaderUndefined;
        page[SetupHeader.LoadFlags] &= unchecked((byte)~SetupHeader.CAN_USE_HEAP);
        BinaryPrimitives.WriteUInt16LittleEndian(page[SetupHeader.VidMode..], VideoModeNormal);
        BinaryPrimitives.WriteUInt32LittleEndian(page[SetupHeader.Code32Start..], (uint)kernel.Range.Start);
        BinaryPrimitives.WriteUInt32LittleEndian(page[SetupHeader.RamdiskImage..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(page[SetupHeader.RamdiskSize..], 0);

        // A list in the guest's memory that the kernel would follow: it is the loader's, whatever the file has there.
        BinaryPrimitives.WriteUInt64LittleEndian(page[SetupHeader.SetupData..], 0);
    }

    private static void WriteAddress(Span<byte> page, int low, int high, ulong value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(page[low..], unchecked((uint)value));
        BinaryPrimitives.WriteUInt32LittleEndian(page[high..], (uint)(value >> 32));
    }
}
