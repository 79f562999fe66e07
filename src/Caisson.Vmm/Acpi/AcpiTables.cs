using System.Buffers.Binary;

namespace Caisson.Vmm.Acpi;

/// <summary>
/// The tables that tell the guest's kernel what there is: processors, interrupt controllers, devices, and how to turn off.
/// ACPI 6.3, as a hardware-reduced machine (section 4.1), which has none of a PC's fixed registers.
/// </summary>
public static class AcpiTables
{
    private const byte RsdpRevision = 2;
    private const int RsdpBytes = 36;
    private const int RsdpFirstPartBytes = 20;
    private const byte XsdtRevision = 1;
    private const byte FadtRevision = 6;
    private const byte FadtMinorRevision = 3;
    private const int FadtBytes = 276;
    private const byte MadtRevision = 5;

    // Tables start at multiples of this: their 64-bit fields are aligned then.
    private const int Alignment = 16;

    /// <summary>Writes the tables.</summary>
    /// <param name="ram">The guest's memory.</param>
    /// <param name="processors">How many processors there are: 1 to <see cref="MachineLayout.MaxProcessors"/>.</param>
    /// <param name="virtioDevices">How many virtio devices there are: up to <see cref="MachineLayout.MaxVirtioDevices"/>.</param>
    /// <returns>The address of the first of them, the RSDP.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Too many.</exception>
    public static ulong Write(IGuestRam ram, int processors, int virtioDevices)
    {
        ArgumentNullException.ThrowIfNull(ram);
        ArgumentOutOfRangeException.ThrowIfLessThan(processors, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(processors, MachineLayout.MaxProcessors);
        ArgumentOutOfRangeException.ThrowIfNegative(virtioDevices);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(virtioDevices, MachineLayout.MaxVirtioDevices);

        Span<byte> area = ram.GetSpan(MachineLayout.AcpiAddress, MachineLayout.AcpiMaxBytes);
        int used = RsdpBytes;
        ulong dsdt = Append(area, ref used, Dsdt.Create(virtioDevices));
        ulong fadt = Append(area, ref used, CreateFadt(dsdt));
        ulong madt = Append(area, ref used, CreateMadt(processors));
        ulong xsdt = Append(area, ref used, CreateXsdt(fadt, madt));
        WriteRsdp(area[..RsdpBytes], xsdt);
        return MachineLayout.AcpiAddress;
    }

    private static ulong Append(Span<byte> area, ref int used, ReadOnlySpan<byte> table)
    {
        int at = (used + Alignment - 1) / Alignment * Alignment;
        table.CopyTo(area[at..]);
        used = at + table.Length;
        return MachineLayout.AcpiAddress + (ulong)at;
    }

    // Section 5.2.5.3.
    private static void WriteRsdp(Span<byte> rsdp, ulong xsdt)
    {
        rsdp.Clear();
        "RSD PTR "u8.CopyTo(rsdp);
        AcpiTable.OemId.CopyTo(rsdp[9..]);
        rsdp[15] = RsdpRevision;
        BinaryPrimitives.WriteInt32LittleEndian(rsdp[20..], RsdpBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(rsdp[24..], xsdt);
        rsdp[8] = AcpiTable.ChecksumOf(rsdp[..RsdpFirstPartBytes]);
        rsdp[32] = AcpiTable.ChecksumOf(rsdp);
    }

    // Section 5.2.8.
    private static byte[] CreateXsdt(params ReadOnlySpan<ulong> tables)
    {
        byte[] body = new byte[tables.Length * sizeof(ulong)];
        for (int i = 0; i < tables.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(i * sizeof(ulong)), tables[i]);
        }

        return AcpiTable.Create("XSDT"u8, XsdtRevision, body);
    }

    // Section 5.2.9; offsets are those of the whole table, with its header.
    private static byte[] CreateFadt(ulong dsdt)
    {
        const int IaPcBootArch = 109 - AcpiTable.HeaderBytes;
        const int Flags = 112 - AcpiTable.HeaderBytes;
        const int ResetRegister = 116 - AcpiTable.HeaderBytes;
        const int ResetValue = 128 - AcpiTable.HeaderBytes;
        const int MinorRevision = 131 - AcpiTable.HeaderBytes;
        const int XDsdt = 140 - AcpiTable.HeaderBytes;
        const int SleepControl = 244 - AcpiTable.HeaderBytes;
        const int SleepStatus = 256 - AcpiTable.HeaderBytes;
        const ushort VgaNotPresent = 1 << 2;
        const ushort CmosRtcNotPresent = 1 << 5;
        const uint ResetRegisterSupported = 1 << 10;
        const uint HardwareReduced = 1 << 20;

        byte[] table = new byte[FadtBytes - AcpiTable.HeaderBytes];
        Span<byte> body = table;
        BinaryPrimitives.WriteUInt16LittleEndian(body[IaPcBootArch..], VgaNotPresent | CmosRtcNotPresent);
        BinaryPrimitives.WriteUInt32LittleEndian(body[Flags..], ResetRegisterSupported | HardwareReduced);
        WritePort(body[ResetRegister..], Emulation.KeyboardController.CommandPort);
        body[ResetValue] = Emulation.KeyboardController.PulseReset;
        body[MinorRevision] = FadtMinorRevision;
        BinaryPrimitives.WriteUInt64LittleEndian(body[XDsdt..], dsdt);
        WritePort(body[SleepControl..], MachineLayout.SleepControlPort);
        WritePort(body[SleepStatus..], MachineLayout.SleepControlPort + 1);
        return AcpiTable.Create("FACP"u8, FadtRevision, table);
    }

    // A generic address structure: a port of one byte (section 5.2.3.2).
    private static void WritePort(Span<byte> address, ushort port)
    {
        const byte SystemIo = 1;
        const byte ByteAccess = 1;
        address[0] = SystemIo;
        address[1] = 8;
        address[3] = ByteAccess;
        BinaryPrimitives.WriteUInt64LittleEndian(address[4..], port);
    }

    // Section 5.2.12: local APICs (5.2.12.2) and the I/O APIC (5.2.12.3), whose interrupts count from 0.
    private static byte[] CreateMadt(int processors)
    {
        const int HeadBytes = 8;
        const byte LocalApic = 0;
        const byte LocalApicBytes = 8;
        const byte Enabled = 1;
        const byte IoApic = 1;
        const byte IoApicBytes = 12;

        byte[] table = new byte[HeadBytes + (processors * LocalApicBytes) + IoApicBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(table, MachineLayout.LocalApicAddress);
        for (int i = 0; i < processors; i++)
        {
            Span<byte> entry = table.AsSpan(HeadBytes + (i * LocalApicBytes), LocalApicBytes);
            entry[0] = LocalApic;
            entry[1] = LocalApicBytes;
            entry[2] = (byte)i;
            entry[3] = (byte)i;
            entry[4] = Enabled;
        }

        Span<byte> controller = table.AsSpan(HeadBytes + (processors * LocalApicBytes));
        controller[0] = IoApic;
        controller[1] = IoApicBytes;
        BinaryPrimitives.WriteUInt32LittleEndian(controller[4..], MachineLayout.IoApicAddress);
        return AcpiTable.Create("APIC"u8, MadtRevision, table);
    }
}
