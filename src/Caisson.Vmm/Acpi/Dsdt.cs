namespace Caisson.Vmm.Acpi;

/// <summary>The definition block that names the devices no bus would find: ACPI 6.3, section 5.2.11.1.</summary>
internal static class Dsdt
{
    private const byte Revision = 2;

    // SLP_TYP of the state "off": any number, which the sleep control register gets back.
    internal const byte SleepTypeOff = 5;

    // ACPI 6.3, table 5-163: the button of a control method was pressed.
    private const uint ButtonPressed = 0x80;

    private const byte SerialPorts = 8;

    /// <summary>Writes it.</summary>
    /// <param name="virtioDevices">How many virtio-mmio devices there are.</param>
    internal static byte[] Create(int virtioDevices)
    {
        var aml = new AmlWriter();
        aml.NamePackage(@"\_S5", SleepTypeOff, 0, 0, 0);
        aml.Scope(@"\_SB", scope =>
        {
            scope.Device("COM1", SerialPort);
            scope.Device("PWRB", device => device.Name("_HID", "PNP0C0C"));
            scope.Device("GED", EventDevice);
            for (uint i = 0; i < virtioDevices; i++)
            {
                uint number = i;
                scope.Device($"V{number:D3}", device => VirtioDevice(device, number));
            }
        });
        return AcpiTable.Create("DSDT"u8, Revision, aml.ToArray());
    }

    private static void SerialPort(AmlWriter device)
    {
        device.Name("_HID", "PNP0501");
        device.Name("_UID", 0);
        device.Resources(resources =>
        {
            resources.Ports(MachineLayout.SerialPort, SerialPorts);
            resources.Interrupt(MachineLayout.SerialInterrupt);
        });
    }

    // ACPI 6.3, section 5.6.9: on hardware-reduced machines events are interrupts of this device. There is one event.
    private static void EventDevice(AmlWriter device)
    {
        device.Name("_HID", "ACPI0013");
        device.Name("_UID", 0);
        device.Resources(resources => resources.Interrupt(MachineLayout.EventInterrupt));
        device.SerializedMethod("_EVT", arguments: 1, method => method.Notify(@"\_SB.PWRB", ButtonPressed));
    }

    // Linux's drivers/virtio/virtio_mmio.c binds to LNRO0005.
    private static void VirtioDevice(AmlWriter device, uint number)
    {
        device.Name("_HID", "LNRO0005");
        device.Name("_UID", number);
        device.Resources(resources =>
        {
            resources.Memory(
                (uint)(MachineLayout.VirtioMmioAddress + (number * MachineLayout.VirtioMmioBytes)),
                (uint)MachineLayout.VirtioMmioBytes);
            resources.Interrupt(MachineLayout.FirstVirtioInterrupt + number);
        });
    }
}
