using Caisson.Virtio.Mmio;

namespace Caisson.Vmm.Emulation;

/// <summary>
/// The keyboard controller 8042 of a PC, of which a machine without keyboard has the line that resets the processor. Ports 0x60 to
/// 0x64; commands and status at 0x64.
/// </summary>
/// <remarks>Thread: any.</remarks>
public sealed class KeyboardController : IMmioDevice
{
    /// <summary>How many ports it has, with those between its two that are others' on a PC.</summary>
    public const ulong PortCount = 5;

    /// <summary>The port of commands.</summary>
    internal const ushort CommandPort = MachineLayout.KeyboardControllerPort + (ushort)CommandOffset;

    /// <summary>The command that pulses the reset line; Linux writes it for <c>reboot=k</c> and by way of the FADT.</summary>
    internal const byte PulseReset = 0xFE;

    private const ulong CommandOffset = 4;

    private readonly IMachinePower _power;

    /// <summary>A controller.</summary>
    /// <param name="power">Who is asked for a reset.</param>
    public KeyboardController(IMachinePower power) => _power = power;

    /// <inheritdoc/>
    /// <remarks>Status 0: nothing to be read, and ready for a command. There is no keyboard to send data.</remarks>
    public void Read(ulong offset, Span<byte> data) => data.Clear();

    /// <inheritdoc/>
    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        if (offset == CommandOffset && data[0] == PulseReset)
        {
            _power.RequestReset();
        }
    }
}
