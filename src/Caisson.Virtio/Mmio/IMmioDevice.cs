namespace Caisson.Virtio.Mmio;

/// <summary>Registers on the guest's memory bus.</summary>
public interface IMmioDevice
{
    /// <summary>A processor of the guest reads.</summary>
    /// <param name="offset">Where, from the beginning of the device's range.</param>
    /// <param name="data">What it gets, as it would lie in memory; filled as a whole, whatever is asked for.</param>
    public void Read(ulong offset, Span<byte> data);

    /// <summary>A processor of the guest writes.</summary>
    /// <param name="offset">Where, from the beginning of the device's range.</param>
    /// <param name="data">What, as it would lie in memory.</param>
    public void Write(ulong offset, ReadOnlySpan<byte> data);
}
