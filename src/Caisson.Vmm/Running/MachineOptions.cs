using Caisson.Vmm.Emulation;

namespace Caisson.Vmm.Running;

/// <summary>What a machine is made of.</summary>
public sealed record MachineOptions
{
    /// <summary>The path of the kernel: a bzImage (vmlinuz) or an ELF file (vmlinux).</summary>
    public required string Kernel { get; init; }

    /// <summary>The path of the initial RAM disk, or null.</summary>
    public string? Initrd { get; init; }

    /// <summary>The kernel's command line.</summary>
    public string CommandLine { get; init; } = "";

    /// <summary>How many processors: 1 to <see cref="MachineLayout.MaxProcessors"/>.</summary>
    public int Processors { get; init; } = 1;

    /// <summary>How much memory, in bytes; a multiple of the page size.</summary>
    public required ulong MemoryBytes { get; init; }

    /// <summary>Where the guest's serial port goes.</summary>
    public required ISerialOutput Console { get; init; }
}
