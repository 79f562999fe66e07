using Caisson.Linux.Uapi.Kvm;
using Caisson.Vmm.Boot;
using Caisson.Vmm.Tests.Support;

namespace Caisson.Vmm.Tests.Boot;

/// <summary>Tables and registers of the first processor; Intel SDM, volume 3.</summary>
public class BootProcessorTests
{
    [Theory]
    [InlineData(0UL)]
    [InlineData(0x12_3456UL)]
    [InlineData(0x4000_0000UL)]
    [InlineData(0xFFFF_FFFFUL)]
    public void WriteTables_AnyAddressBelow4GiB_IsMappedToItself(ulong address)
    {
        var ram = new TestRam();

        BootProcessor.WriteTables(ram);

        Assert.Equal(address, Translate(ram, address));
    }

    [Fact]
    public void WriteTables_Gdt_HasBootRstsSelectors()
    {
        var ram = new TestRam();

        BootProcessor.WriteTables(ram);

        ReadOnlySpan<byte> gdt = ram.GetSpan(MachineLayout.GdtAddress, 40);
        Assert.Equal(0UL, gdt.U64(0));
        Assert.Equal(0x00AF_9B00_0000_FFFFUL, gdt.U64(0x10));
        Assert.Equal(0x00CF_9300_0000_FFFFUL, gdt.U64(0x18));
        Assert.Equal(0x0000_8B00_0000_0067UL, gdt.U64(0x20));
    }

    [Fact]
    public void Registers_Linux64_PointToTheZeroPage()
    {
        KvmRegs registers = BootProcessor.Registers(BootProtocol.Linux64, 0x100_0200);

        Assert.Equal(0x100_0200UL, registers.rip);
        Assert.Equal(MachineLayout.ZeroPageAddress, registers.rsi);
        Assert.Equal(2UL, registers.rflags);
    }

    [Fact]
    public void SpecialRegisters_Linux64_AreLongModeWithPaging()
    {
        KvmSregs registers = BootProcessor.SpecialRegisters(BootProtocol.Linux64, new KvmSregs { apic_base = 0xFEE0_0900 });

        Assert.Equal(0x8000_0011UL, registers.cr0);
        Assert.Equal(MachineLayout.PageTablesAddress, registers.cr3);
        Assert.Equal(0x20UL, registers.cr4);
        Assert.Equal(0x500UL, registers.efer);
        Assert.Equal((0x10, 1, 0), (registers.cs.selector, registers.cs.l, registers.cs.db));
        Assert.Equal(0x18, registers.ss.selector);
        Assert.Equal(0xFEE0_0900UL, registers.apic_base);
    }

    [Fact]
    public void SpecialRegisters_Pvh_AreProtectedModeWithoutPaging()
    {
        KvmSregs registers = BootProcessor.SpecialRegisters(BootProtocol.Pvh, default);

        Assert.Equal(0x11UL, registers.cr0);
        Assert.Equal(0UL, registers.cr4 | registers.efer);
        Assert.Equal((0, 1), (registers.cs.l, registers.cs.db));
        Assert.Equal(MachineLayout.PvhStartInfoAddress, BootProcessor.Registers(BootProtocol.Pvh, 1).rbx);
    }

    // As the processor walks: 9 bits for each of levels 4 and 3, then a page of 2 MiB.
    private static ulong Translate(TestRam ram, ulong address)
    {
        ulong table = MachineLayout.PageTablesAddress;
        foreach (int shift in (int[])[39, 30])
        {
            table = Entry(ram, table, address >> shift) & ~0xFFFUL;
        }

        ulong page = Entry(ram, table, address >> 21);
        Assert.Equal(0x83UL, page & 0xFFF);
        return (page & ~0x1F_FFFFUL) | (address & 0x1F_FFFF);
    }

    private static ulong Entry(TestRam ram, ulong table, ulong index)
    {
        ReadOnlySpan<byte> bytes = ram.GetSpan(table + ((index & 0x1FF) * 8), 8);
        Assert.Equal(3UL, bytes.U64(0) & 3);
        return bytes.U64(0);
    }
}
