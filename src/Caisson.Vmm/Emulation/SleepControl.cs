using Caisson.Virtio.Mmio;
using Caisson.Vmm.Acpi;

namespace Caisson.Vmm.Emulation;

/// <summary>
/// The sleep control and sleep status registers of a hardware-reduced machine, a port each: ACPI 6.3, section 4.8.3.7. The only state
/// that it can be put in is "off".
/// </summary>
/// <remarks>Thread: any.</remarks>
public sealed class SleepControl : IMmioDevice
{
    /// <summary>How many ports it has.</summary>
    public const ulong PortCount = 2;

    private const ulong ControlOffset = 0;
    private const byte SLP_EN = 1 << 5;
    private const int SLP_TYPShift = 2;
    private const byte SLP_TYPMask = 0x7;

    private readonly IMachinePower _power;

    /// <summary>The registers.</summary>
    /// <param name="power">Who is asked to turn off.</param>
    public SleepControl(IMachinePower power) => _power = power;

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> data) => data.Clear();

    /// <inheritdoc/>
    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        if (offset == ControlOffset && (data[0] & SLP_EN) != 0
            && ((data[0] >> SLP_TYPShift) & SLP_TYPMask) == Dsdt.SleepTypeOff)
        {
            _power.RequestPowerOff();
        }
    }
}
