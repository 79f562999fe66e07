namespace Caisson.Linux.Kvm;

/// <summary>KVM_EXIT_FAIL_ENTRY: the hardware refused the processor's state.</summary>
/// <param name="HardwareReason">The hardware's reason, as its manual numbers them.</param>
/// <param name="Cpu">The host's processor.</param>
public readonly record struct KvmFailEntryExit(ulong HardwareReason, uint Cpu);
