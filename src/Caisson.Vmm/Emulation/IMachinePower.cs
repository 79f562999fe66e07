namespace Caisson.Vmm.Emulation;

/// <summary>What a guest may ask of its machine.</summary>
/// <remarks>Thread: any processor's; it returns at once.</remarks>
public interface IMachinePower
{
    /// <summary>The guest wants to start anew.</summary>
    public void RequestReset();

    /// <summary>The guest wants to be turned off.</summary>
    public void RequestPowerOff();
}
