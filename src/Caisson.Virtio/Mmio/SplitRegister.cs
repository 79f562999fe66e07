namespace Caisson.Virtio.Mmio;

/// <summary>A number of 64 bits that is written as two registers of 32.</summary>
internal sealed class SplitRegister
{
    private const int HalfBits = 32;

    internal ulong Value { get; private set; }

    internal void SetLow(uint value) => Value = (Value >> HalfBits << HalfBits) | value;

    internal void SetHigh(uint value) => Value = (uint)(Value & uint.MaxValue) | ((ulong)value << HalfBits);

    /// <summary>The half that a selector names: 0 is the lower one. Beyond the second there is nothing.</summary>
    internal static uint Half(ulong value, uint selector) => selector switch
    {
        0 => (uint)(value & uint.MaxValue),
        1 => (uint)(value >> HalfBits),
        _ => 0,
    };
}
