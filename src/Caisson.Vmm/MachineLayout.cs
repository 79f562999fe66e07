namespace Caisson.Vmm;

/// <summary>
/// What lies where in a machine: guest-physical addresses, ports and interrupts, all in one place. Memory ends at
/// <see cref="MmioHoleStart"/> and goes on at <see cref="MmioHoleEnd"/>.
/// </summary>
public static class MachineLayout
{
    /// <summary>The size of a page.</summary>
    public const ulong PageBytes = 0x1000;

    /// <summary>The segment descriptors that the first processor starts with.</summary>
    public const ulong GdtAddress = 0x500;

    /// <summary><c>struct hvm_start_info</c> with its modules and memory map (PVH).</summary>
    public const ulong PvhStartInfoAddress = 0x6000;

    /// <summary><c>struct boot_params</c>, a page (64-bit boot protocol).</summary>
    public const ulong ZeroPageAddress = 0x7000;

    /// <summary>The top of the stack that the kernel starts with; the page below is its.</summary>
    public const ulong BootStackTop = 0x8FF0;

    /// <summary>The first of six pages of page tables.</summary>
    public const ulong PageTablesAddress = 0x9000;

    /// <summary>The command line, up to <see cref="CommandLineMaxBytes"/> with the zero at its end.</summary>
    public const ulong CommandLineAddress = 0x2_0000;

    /// <summary>The room for the command line.</summary>
    public const int CommandLineMaxBytes = 0x1_0000;

    /// <summary>Where conventional memory ends: above is what a PC keeps for its extended BIOS data and its display.</summary>
    public const ulong LowMemoryEnd = 0x9_FC00;

    /// <summary>The ACPI tables, in the area where a PC's firmware is searched for them.</summary>
    public const ulong AcpiAddress = 0xE_0000;

    /// <summary>The room for the ACPI tables.</summary>
    public const int AcpiMaxBytes = 0x2_0000;

    /// <summary>Where memory of which the kernel may be loaded starts.</summary>
    public const ulong HighMemoryStart = 0x10_0000;

    /// <summary>Where memory below 4 GiB ends at the latest.</summary>
    public const ulong MmioHoleStart = 0xC000_0000;

    /// <summary>Where memory goes on.</summary>
    public const ulong MmioHoleEnd = 0x1_0000_0000;

    /// <summary>The registers of the first virtio device.</summary>
    public const ulong VirtioMmioAddress = 0xD000_0000;

    /// <summary>From one virtio device's registers to the next one's.</summary>
    public const ulong VirtioMmioBytes = 0x1000;

    /// <summary>The I/O APIC, where KVM has it.</summary>
    public const uint IoApicAddress = 0xFEC0_0000;

    /// <summary>The local APICs, where KVM has them.</summary>
    public const uint LocalApicAddress = 0xFEE0_0000;

    /// <summary>The page for KVM_SET_IDENTITY_MAP_ADDR.</summary>
    public const uint KvmIdentityMapAddress = 0xFFFB_C000;

    /// <summary>The three pages for KVM_SET_TSS_ADDR.</summary>
    public const uint KvmTssAddress = 0xFFFB_D000;

    /// <summary>The first of the eight ports of the serial port COM1.</summary>
    public const ushort SerialPort = 0x3F8;

    /// <summary>The interrupt of COM1.</summary>
    public const uint SerialInterrupt = 4;

    /// <summary>The ports 0x60 and 0x64 of the keyboard controller.</summary>
    public const ushort KeyboardControllerPort = 0x60;

    /// <summary>The port of the ACPI sleep control register, with that of the status register behind it.</summary>
    public const ushort SleepControlPort = 0x600;

    /// <summary>The interrupt of the ACPI event device.</summary>
    public const uint EventInterrupt = 5;

    /// <summary>The interrupt of the first virtio device; the second has the next.</summary>
    public const uint FirstVirtioInterrupt = 6;

    /// <summary>The pins of KVM's I/O APIC.</summary>
    public const uint InterruptPins = 24;

    /// <summary>Each virtio device has a pin of its own: so many there can be.</summary>
    public const int MaxVirtioDevices = (int)(InterruptPins - FirstVirtioInterrupt);

    /// <summary>Processors: what the tables here are written for.</summary>
    public const int MaxProcessors = 32;
}
