namespace Caisson.Vmm.Emulation;

/// <summary>Where what a guest writes to a serial port goes.</summary>
/// <remarks>Thread: any processor's, one at a time; it must not wait for the guest.</remarks>
public interface ISerialOutput
{
    /// <summary>Takes a byte.</summary>
    public void Write(byte value);
}
