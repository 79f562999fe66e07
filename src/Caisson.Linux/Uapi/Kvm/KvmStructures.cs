using System.Runtime.InteropServices;

namespace Caisson.Linux.Uapi.Kvm;

/// <summary><c>struct kvm_userspace_memory_region</c>; <c>linux/kvm.h</c> (Linux 6.1).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KvmUserspaceMemoryRegion
{
    internal uint slot;
    internal KvmMemoryFlags flags;
    internal ulong guest_phys_addr;
    internal ulong memory_size;
    internal ulong userspace_addr;
}

/// <summary><c>struct kvm_pit_config</c>; <c>linux/kvm.h</c>.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct KvmPitConfig
{
    /// <summary>Answers reads of port 0x61, which Linux calibrates its clock with.</summary>
    internal const uint KVM_PIT_SPEAKER_DUMMY = 1;

    internal uint flags;
}

/// <summary><c>struct kvm_irqfd</c>; <c>linux/kvm.h</c>.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct KvmIrqFd
{
    internal uint fd;
    internal uint gsi;
    internal KvmIrqFdFlags flags;
    internal uint resamplefd;
}

/// <summary><c>struct kvm_ioeventfd</c>; <c>linux/kvm.h</c>.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct KvmIoEventFd
{
    internal ulong datamatch;
    internal ulong addr;
    internal uint len;
    internal int fd;
    internal KvmIoEventFdFlags flags;
}

/// <summary><c>struct kvm_cpuid2</c>, which entries follow; <c>asm/kvm.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KvmCpuid2
{
    internal uint nent;
    internal uint padding;
}

/// <summary><c>struct kvm_msrs</c>, which entries follow; <c>asm/kvm.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KvmMsrs
{
    internal uint nmsrs;
    internal uint pad;
}

/// <summary><c>struct kvm_signal_mask</c> with the kernel's set of 64 signals; <c>linux/kvm.h</c>.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct KvmSignalMask
{
    /// <summary>The set's size in bytes: 8.</summary>
    internal uint len;
    internal ulong sigset;
}

/// <summary>
/// The page that a virtual processor shares with user space: <c>struct kvm_run</c>; <c>linux/kvm.h</c>. What follows
/// <see cref="apic_base"/> is a union, whose member <see cref="exit_reason"/> names.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 2352)]
internal struct KvmRun
{
    [FieldOffset(1)]
    internal byte immediate_exit;

    [FieldOffset(8)]
    internal KvmExitReason exit_reason;

    [FieldOffset(24)]
    internal ulong apic_base;

    [FieldOffset(32)]
    internal ulong hardware_exit_reason;

    [FieldOffset(32)]
    internal KvmRunIo io;

    [FieldOffset(32)]
    internal KvmRunMmio mmio;

    [FieldOffset(32)]
    internal KvmRunFailEntry fail_entry;

    [FieldOffset(32)]
    internal KvmRunInternal @internal;

    [FieldOffset(32)]
    internal KvmRunSystemEvent system_event;
}

/// <summary><c>io</c> of <c>struct kvm_run</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KvmRunIo
{
    internal const byte KVM_EXIT_IO_OUT = 1;

    internal byte direction;
    internal byte size;
    internal ushort port;
    internal uint count;

    /// <summary>Where the data is, from the start of the mapping.</summary>
    internal ulong data_offset;
}

/// <summary><c>mmio</c> of <c>struct kvm_run</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KvmRunMmio
{
    internal ulong phys_addr;

    /// <summary>Eight bytes.</summary>
    internal ulong data;
    internal uint len;
    internal byte is_write;
}

/// <summary><c>fail_entry</c> of <c>struct kvm_run</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KvmRunFailEntry
{
    internal ulong hardware_entry_failure_reason;
    internal uint cpu;
}

/// <summary><c>internal</c> of <c>struct kvm_run</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KvmRunInternal
{
    internal KvmInternalError suberror;
    internal uint ndata;
}

/// <summary><c>system_event</c> of <c>struct kvm_run</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KvmRunSystemEvent
{
    internal KvmSystemEvent type;
    internal uint ndata;
}

/// <summary><c>struct kvm_lapic_state</c>, whose only member is an array of this many bytes; <c>asm/kvm.h</c>.</summary>
internal static class KvmLapicState
{
    internal const int KVM_APIC_REG_SIZE = 0x400;
}
