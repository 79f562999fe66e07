namespace Caisson.Vmm.Emulation;

/// <summary>What answers at a range of ports or guest-physical addresses.</summary>
/// <remarks>Thread: any processor's, several at once.</remarks>
public interface IBusDevice
{
    /// <summary>The guest reads.</summary>
    /// <param name="offset">From the start of the range; with the length inside the range.</param>
    /// <param name="data">Where to put what is read; filled as a whole.</param>
    public void Read(ulong offset, Span<byte> data);

    /// <summary>The guest writes.</summary>
    /// <param name="offset">From the start of the range; with the length inside the range.</param>
    /// <param name="data">What it writes.</param>
    public void Write(ulong offset, ReadOnlySpan<byte> data);
}
