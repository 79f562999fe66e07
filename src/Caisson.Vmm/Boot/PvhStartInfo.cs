using System.Buffers.Binary;

namespace Caisson.Vmm.Boot;

/// <summary>
/// <c>struct hvm_start_info</c>, version 1, what the PVH entry point finds at EBX, with the list of modules and the memory map
/// behind it: Xen's <c>xen/include/public/arch-x86/hvm/start_info.h</c>.
/// </summary>
internal static class PvhStartInfo
{
    private const uint XEN_HVM_START_MAGIC_VALUE = 0x336E_C578;
    private const uint SupportedVersion = 1;
    private const int InfoBytes = 56;
    private const int ModuleBytes = 32;
    private const int MapEntryBytes = 24;

    /// <summary>Writes it.</summary>
    /// <param name="page">The page at <see cref="MachineLayout.PvhStartInfoAddress"/>.</param>
    /// <param name="initrd">Where the initial RAM disk lies, or null.</param>
    /// <param name="rsdpAddress">Where the ACPI tables start, or 0.</param>
    /// <param name="map">The memory map.</param>
    internal static void Write(Span<byte> page, MemoryRange? initrd, ulong rsdpAddress, IReadOnlyList<E820Entry> map)
    {
        const ulong ModuleAddress = MachineLayout.PvhStartInfoAddress + InfoBytes;
        const ulong MapAddress = ModuleAddress + ModuleBytes;
        page.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(page, XEN_HVM_START_MAGIC_VALUE);
        BinaryPrimitives.WriteUInt32LittleEndian(page[4..], SupportedVersion);
        BinaryPrimitives.WriteUInt64LittleEndian(page[24..], MachineLayout.CommandLineAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(page[32..], rsdpAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(page[40..], MapAddress);
        BinaryPrimitives.WriteUInt32LittleEndian(page[48..], (uint)map.Count);
        if (initrd is { } disk)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(page[12..], 1);
            BinaryPrimitives.WriteUInt64LittleEndian(page[16..], ModuleAddress);
            Span<byte> module = page.Slice(InfoBytes, ModuleBytes);
            BinaryPrimitives.WriteUInt64LittleEndian(module, disk.Start);
            BinaryPrimitives.WriteUInt64LittleEndian(module[8..], disk.LengthBytes);
        }

        for (int i = 0; i < map.Count; i++)
        {
            Span<byte> entry = page.Slice(InfoBytes + ModuleBytes + (i * MapEntryBytes), MapEntryBytes);
            BinaryPrimitives.WriteUInt64LittleEndian(entry, map[i].Range.Start);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], map[i].Range.LengthBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], (uint)map[i].Type);
        }
    }
}
