using System.Text;
using Caisson.Linux.Processes;
using Caisson.Vmm.Acpi;
using Caisson.Vmm.Tests.Support;

namespace Caisson.Vmm.Tests.Acpi;

/// <summary>The tables, read as the guest's kernel reads them; ACPI 6.3, chapter 5.</summary>
public class AcpiTablesTests
{
    private const string Disassembler = "/usr/bin/iasl";

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(32, MachineLayout.MaxVirtioDevices)]
    public void Write_AnyMachine_LeadsFromTheRsdpToAllTables(int processors, int devices)
    {
        var ram = new TestRam();

        ulong rsdp = AcpiTables.Write(ram, processors, devices);

        ReadOnlySpan<byte> root = ram.GetSpan(rsdp, 36);
        Assert.Equal("RSD PTR "u8, root[..8]);
        Assert.Equal(0, Sum(root[..20]));
        Assert.Equal(0, Sum(root));
        Assert.Equal(2, root[15]);
        ReadOnlySpan<byte> xsdt = Table(ram, root.U64(24), "XSDT");
        ReadOnlySpan<byte> fadt = Table(ram, xsdt.U64(36), "FACP");
        Table(ram, xsdt.U64(44), "APIC");
        Table(ram, fadt.U64(140), "DSDT");
        Assert.Equal(36 + 16, xsdt.Length);
    }

    [Fact]
    public void Write_Fadt_DescribesAHardwareReducedMachine()
    {
        ReadOnlySpan<byte> fadt = Find("FACP", processors: 1, devices: 0);

        Assert.Equal(276, fadt.Length);
        Assert.Equal((1U << 20) | (1U << 10), fadt.U32(112));
        AssertPort(fadt[116..], 0x64);
        Assert.Equal(0xFE, fadt[128]);
        AssertPort(fadt[244..], MachineLayout.SleepControlPort);
        AssertPort(fadt[256..], MachineLayout.SleepControlPort + 1);
    }

    [Fact]
    public void Write_Madt_ListsProcessorsAndTheIoApic()
    {
        ReadOnlySpan<byte> madt = Find("APIC", processors: 3, devices: 0);

        Assert.Equal(0xFEE0_0000U, madt.U32(36));
        for (int i = 0; i < 3; i++)
        {
            byte[] expected = [0, 8, (byte)i, (byte)i, 1, 0, 0, 0];
            Assert.Equal(expected, madt.Slice(44 + (i * 8), 8));
        }

        Assert.Equal(1, madt[68]);
        Assert.Equal(12, madt[69]);
        Assert.Equal(0xFEC0_0000U, madt.U32(72));
        Assert.Equal(0U, madt.U32(76));
        Assert.Equal(80, madt.Length);
    }

    [Fact]
    public void Write_Dsdt_HasAVirtioDeviceWithItsResources()
    {
        ReadOnlySpan<byte> dsdt = Find("DSDT", processors: 1, devices: 2);

        // Name (_HID, "LNRO0005") Name (_UID, One) Name (_CRS, ResourceTemplate () {…}), all of it the second device's.
        byte[] expected =
        [
            0x08, .. "_HID"u8, 0x0D, .. "LNRO0005"u8, 0,
            0x08, .. "_UID"u8, 0x01,
            0x08, .. "_CRS"u8, 0x11, 0x1A, 0x0A, 0x17,
            0x86, 0x09, 0x00, 0x01, 0x00, 0x10, 0x00, 0xD0, 0x00, 0x10, 0x00, 0x00,
            0x89, 0x06, 0x00, 0x03, 0x01, 0x07, 0x00, 0x00, 0x00,
            0x79, 0x00,
        ];
        Assert.True(dsdt.IndexOf(expected) > 0, Convert.ToHexString(dsdt));
        byte[] device = [0x5B, 0x82, (byte)(expected.Length + 5), .. "V001"u8, .. expected];
        Assert.True(dsdt.IndexOf(device) > 0);
    }

    [Fact]
    public void Write_Dsdt_TurnsOffWithTheStateThatSleepControlKnows()
    {
        ReadOnlySpan<byte> dsdt = Find("DSDT", processors: 1, devices: 0);

        byte[] expected = [0x08, 0x5C, .. "_S5_"u8, 0x12, 0x07, 0x04, 0x0A, Dsdt.SleepTypeOff, 0, 0, 0];
        Assert.True(dsdt.IndexOf(expected) > 0, Convert.ToHexString(dsdt));
    }

    [Fact]
    public void Write_Dsdt_TellsTheButtonOfTheEvent()
    {
        ReadOnlySpan<byte> dsdt = Find("DSDT", processors: 1, devices: 0);

        byte[] expected = [.. "_EVT"u8, 0x09, 0x86, 0x5C, 0x2E, .. "_SB_PWRB"u8, 0x0A, 0x80];
        Assert.True(dsdt.IndexOf(expected) > 0, Convert.ToHexString(dsdt));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(33, 0)]
    [InlineData(1, -1)]
    [InlineData(1, MachineLayout.MaxVirtioDevices + 1)]
    public void Write_MoreThanThereIsRoomFor_IsRefused(int processors, int devices) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AcpiTables.Write(new TestRam(), processors, devices));

    [Fact]
    public void Write_Dsdt_IsDisassembledByTheReferenceTool()
    {
        if (!File.Exists(Disassembler))
        {
            Assert.Skip($"needs {Disassembler} (Debian: acpica-tools)");
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("caisson-acpi-");
        try
        {
            string table = Path.Combine(folder.FullName, "dsdt");
            File.WriteAllBytes(table + ".dat", Find("DSDT", processors: 2, devices: 3).ToArray());
            Subprocess run = Subprocess.Run(
                Disassembler, ["iasl", "-d", table + ".dat"], ["PATH=/usr/bin:/bin"], [], TimeSpan.FromSeconds(30));
            Assert.True(run.Status == 0, run.Output);
            string source = File.ReadAllText(table + ".dsl", Encoding.Latin1);
            Assert.Contains("Device (V002)", source);
            Assert.Contains("Memory32Fixed (ReadWrite,", source);
            Assert.Contains("Notify (\\_SB.PWRB, 0x80)", source);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Find(string signature, int processors, int devices)
    {
        var ram = new TestRam();
        ReadOnlySpan<byte> root = ram.GetSpan(AcpiTables.Write(ram, processors, devices), 36);
        ReadOnlySpan<byte> xsdt = Table(ram, root.U64(24), "XSDT");
        ReadOnlySpan<byte> fadt = Table(ram, xsdt.U64(36), "FACP");
        return signature switch
        {
            "FACP" => fadt.ToArray(),
            "APIC" => Table(ram, xsdt.U64(44), signature).ToArray(),
            _ => Table(ram, fadt.U64(140), signature).ToArray(),
        };
    }

    private static ReadOnlySpan<byte> Table(TestRam ram, ulong address, string signature)
    {
        ReadOnlySpan<byte> header = ram.GetSpan(address, 36);
        Assert.Equal(signature, Encoding.ASCII.GetString(header[..4]));
        ReadOnlySpan<byte> table = ram.GetSpan(address, (int)header.U32(4));
        Assert.Equal(0, Sum(table));
        return table;
    }

    private static void AssertPort(ReadOnlySpan<byte> address, ulong port)
    {
        Assert.Equal(0x0100_0801U, address.U32(0));
        Assert.Equal(port, address.U64(4));
    }

    private static byte Sum(ReadOnlySpan<byte> bytes)
    {
        int sum = 0;
        foreach (byte b in bytes)
        {
            sum += b;
        }

        return (byte)(sum & 0xFF);
    }
}
