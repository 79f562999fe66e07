namespace Caisson.Vmm.Boot;

/// <summary>How the first processor enters a kernel.</summary>
public enum BootProtocol
{
    /// <summary>In 64-bit mode, with the zero page: Documentation/arch/x86/boot.rst, "64-bit Boot Protocol".</summary>
    Linux64,

    /// <summary>In 32-bit mode without paging, with hvm_start_info: Xen's docs/misc/pvh.pandoc.</summary>
    Pvh,
}

/// <summary>A kernel that lies in the guest's memory.</summary>
/// <param name="Protocol">How it is entered.</param>
/// <param name="EntryPoint">The address of its first instruction.</param>
/// <param name="Range">What it needs for itself until it manages memory: nothing else may be there.</param>
public sealed record LoadedKernel(BootProtocol Protocol, ulong EntryPoint, MemoryRange Range)
{
    /// <summary>The last address that an initial RAM disk may have.</summary>
    public ulong InitrdMaxAddress { get; init; } = uint.MaxValue;

    /// <summary>The longest command line, without the zero at its end.</summary>
    public int CommandLineMaxBytes { get; init; } = MachineLayout.CommandLineMaxBytes - 1;

    /// <summary>The setup header as the file has it, for the zero page; empty where the file has none.</summary>
    public ReadOnlyMemory<byte> SetupHeader { get; init; }
}
