using System.Buffers.Binary;
using Caisson.Linux.Uapi.Kvm;

namespace Caisson.Vmm.Boot;

/// <summary>
/// The state in which the first processor enters a kernel, with the tables in memory that belong to it: Intel SDM, volume 3,
/// chapters 2 (control registers), 3 (segments) and 4 (paging).
/// </summary>
public static class BootProcessor
{
    // Selectors: boot.rst asks for __BOOT_CS and __BOOT_DS at these places.
    private const ushort CodeSelector = 0x10;
    private const ushort DataSelector = 0x18;
    private const ushort TaskSelector = 0x20;
    private const int GdtEntries = 5;

    // Types of segments: code that can be read, data that can be written, both accessed; a busy task state segment.
    private const byte CodeType = 0xB;
    private const byte DataType = 0x3;
    private const byte TaskType = 0xB;
    private const uint TaskLimit = 0x67;

    private const ulong CR0_PE = 1 << 0;
    private const ulong CR0_ET = 1 << 4;
    private const ulong CR0_PG = 1UL << 31;
    private const ulong CR4_PAE = 1 << 5;
    private const ulong EFER_LME = 1 << 8;
    private const ulong EFER_LMA = 1 << 10;

    /// <summary>Bit 1 of the flags is always set.</summary>
    private const ulong FlagsReserved = 1 << 1;

    private const ulong PagePresentWritable = 0x3;
    private const ulong PageLarge = 1 << 7;
    private const ulong LargePageBytes = 0x20_0000;
    private const int EntriesPerTable = 512;

    // The first 4 GiB: one table of level 4, one of level 3, and one of large pages for each GiB.
    private const int MappedGiB = 4;
    private const int PageTableCount = 2 + MappedGiB;

    /// <summary>Writes segment descriptors and page tables that map the first 4 GiB to themselves.</summary>
    /// <exception cref="VmmException">There is no memory for them.</exception>
    public static void WriteTables(IGuestRam ram)
    {
        ArgumentNullException.ThrowIfNull(ram);
        Span<byte> gdt = ram.GetSpan(MachineLayout.GdtAddress, GdtEntries * sizeof(ulong));
        gdt.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(gdt[CodeSelector..], Descriptor(Code(is64Bit: true)));
        BinaryPrimitives.WriteUInt64LittleEndian(gdt[DataSelector..], Descriptor(Data()));
        BinaryPrimitives.WriteUInt64LittleEndian(gdt[TaskSelector..], Descriptor(Task()));

        const int TableBytes = (int)MachineLayout.PageBytes;
        Span<byte> tables = ram.GetSpan(MachineLayout.PageTablesAddress, PageTableCount * TableBytes);
        tables.Clear();
        const ulong Level3 = MachineLayout.PageTablesAddress + TableBytes;
        const ulong Level2 = Level3 + TableBytes;
        BinaryPrimitives.WriteUInt64LittleEndian(tables, Level3 | PagePresentWritable);
        for (int i = 0; i < MappedGiB; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(
                tables[(TableBytes + (i * sizeof(ulong)))..], (Level2 + ((ulong)i * TableBytes)) | PagePresentWritable);
        }

        for (int i = 0; i < MappedGiB * EntriesPerTable; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(
                tables[((2 * TableBytes) + (i * sizeof(ulong)))..],
                ((ulong)i * LargePageBytes) | PagePresentWritable | PageLarge);
        }
    }

    /// <summary>The general registers.</summary>
    public static KvmRegs Registers(BootProtocol protocol, ulong entryPoint) => protocol == BootProtocol.Pvh
        ? new KvmRegs { rip = entryPoint, rbx = MachineLayout.PvhStartInfoAddress, rflags = FlagsReserved }
        : new KvmRegs
        {
            rip = entryPoint,
            rsi = MachineLayout.ZeroPageAddress,
            rsp = MachineLayout.BootStackTop,
            rbp = MachineLayout.BootStackTop,
            rflags = FlagsReserved,
        };

    /// <summary>The special registers.</summary>
    /// <param name="protocol">How the kernel is entered.</param>
    /// <param name="reset">What the processor has after its reset: of it, the place of the local APIC is kept.</param>
    public static KvmSregs SpecialRegisters(BootProtocol protocol, KvmSregs reset)
    {
        bool is64Bit = protocol == BootProtocol.Linux64;
        KvmSregs registers = reset;
        registers.cs = Code(is64Bit);
        registers.ds = registers.es = registers.fs = registers.gs = registers.ss = Data();
        registers.tr = Task();
        registers.gdt = new KvmDtable
        {
            @base = MachineLayout.GdtAddress,
            limit = (GdtEntries * sizeof(ulong)) - 1,
        };
        registers.idt = default;
        registers.cr0 = CR0_PE | CR0_ET | (is64Bit ? CR0_PG : 0);
        registers.cr3 = is64Bit ? MachineLayout.PageTablesAddress : 0;
        registers.cr4 = is64Bit ? CR4_PAE : 0;
        registers.efer = is64Bit ? EFER_LME | EFER_LMA : 0;
        return registers;
    }

    private static KvmSegment Code(bool is64Bit) => new()
    {
        selector = CodeSelector,
        limit = uint.MaxValue,
        type = CodeType,
        present = 1,
        s = 1,
        g = 1,
        l = is64Bit ? (byte)1 : (byte)0,
        db = is64Bit ? (byte)0 : (byte)1,
    };

    private static KvmSegment Data() => new()
    {
        selector = DataSelector,
        limit = uint.MaxValue,
        type = DataType,
        present = 1,
        s = 1,
        g = 1,
        db = 1,
    };

    private static KvmSegment Task() => new() { selector = TaskSelector, limit = TaskLimit, type = TaskType, present = 1 };

    // The eight bytes that a segment register is loaded from. All bases here are 0, and limits all or little.
    private static ulong Descriptor(KvmSegment segment)
    {
        ulong limit = segment.g == 1 ? segment.limit >> 12 : segment.limit;
        ulong access = segment.type | ((ulong)segment.s << 4) | ((ulong)segment.dpl << 5) | ((ulong)segment.present << 7);
        ulong flags = segment.avl | ((ulong)segment.l << 1) | ((ulong)segment.db << 2) | ((ulong)segment.g << 3);
        return (limit & 0xFFFF) | (access << 40) | (((limit >> 16) & 0xF) << 48) | (flags << 52);
    }
}
