namespace Caisson.Linux.Uapi.Kvm;

/// <summary>What KVM_CHECK_EXTENSION can be asked about; <c>linux/kvm.h</c> (Linux 6.1).</summary>
public enum KvmCapability
{
    /// <summary>KVM_CREATE_IRQCHIP.</summary>
    KVM_CAP_IRQCHIP = 0,

    /// <summary>KVM_SET_USER_MEMORY_REGION.</summary>
    KVM_CAP_USER_MEMORY = 3,

    /// <summary>KVM_SET_TSS_ADDR.</summary>
    KVM_CAP_SET_TSS_ADDR = 4,

    /// <summary>KVM_GET_SUPPORTED_CPUID and KVM_SET_CPUID2.</summary>
    KVM_CAP_EXT_CPUID = 7,

    /// <summary>The recommended number of virtual processors.</summary>
    KVM_CAP_NR_VCPUS = 9,

    /// <summary>The number of memory slots.</summary>
    KVM_CAP_NR_MEMSLOTS = 10,

    /// <summary>KVM_IRQFD.</summary>
    KVM_CAP_IRQFD = 32,

    /// <summary>KVM_CREATE_PIT2.</summary>
    KVM_CAP_PIT2 = 33,

    /// <summary>KVM_IOEVENTFD.</summary>
    KVM_CAP_IOEVENTFD = 36,

    /// <summary>KVM_SET_IDENTITY_MAP_ADDR.</summary>
    KVM_CAP_SET_IDENTITY_MAP_ADDR = 37,

    /// <summary>The largest number of virtual processors.</summary>
    KVM_CAP_MAX_VCPUS = 66,

    /// <summary>The local APIC's timer has the TSC-deadline mode; the bit in CPUID is up to user space.</summary>
    KVM_CAP_TSC_DEADLINE_TIMER = 72,

    /// <summary><c>immediate_exit</c> in <c>struct kvm_run</c>.</summary>
    KVM_CAP_IMMEDIATE_EXIT = 136,
}

/// <summary>Why KVM_RUN returned; <c>linux/kvm.h</c> (Linux 6.1).</summary>
public enum KvmExitReason : uint
{
    /// <summary>The hardware gave a reason that KVM does not know.</summary>
    KVM_EXIT_UNKNOWN = 0,

    /// <summary>An exception.</summary>
    KVM_EXIT_EXCEPTION = 1,

    /// <summary>An access to a port.</summary>
    KVM_EXIT_IO = 2,

    /// <summary>A hypercall.</summary>
    KVM_EXIT_HYPERCALL = 3,

    /// <summary>A breakpoint or single step of KVM_SET_GUEST_DEBUG.</summary>
    KVM_EXIT_DEBUG = 4,

    /// <summary>The instruction HLT, where there is no interrupt controller in the kernel.</summary>
    KVM_EXIT_HLT = 5,

    /// <summary>An access to a guest-physical address without memory.</summary>
    KVM_EXIT_MMIO = 6,

    /// <summary>The guest can take an interrupt now.</summary>
    KVM_EXIT_IRQ_WINDOW_OPEN = 7,

    /// <summary>The processor shut itself down: a triple fault as a rule.</summary>
    KVM_EXIT_SHUTDOWN = 8,

    /// <summary>The hardware refused the state of the processor.</summary>
    KVM_EXIT_FAIL_ENTRY = 9,

    /// <summary>A signal, or <c>immediate_exit</c>; nothing is to be done but to call again.</summary>
    KVM_EXIT_INTR = 10,

    /// <summary>The task priority was set.</summary>
    KVM_EXIT_SET_TPR = 11,

    /// <summary>The task priority was accessed.</summary>
    KVM_EXIT_TPR_ACCESS = 12,

    /// <summary>A non-maskable interrupt.</summary>
    KVM_EXIT_NMI = 16,

    /// <summary>KVM could not go on: an instruction that it can't emulate, for example.</summary>
    KVM_EXIT_INTERNAL_ERROR = 17,

    /// <summary>A watchdog ran out.</summary>
    KVM_EXIT_WATCHDOG = 21,

    /// <summary>The guest wants to be shut down or reset.</summary>
    KVM_EXIT_SYSTEM_EVENT = 24,

    /// <summary>The end of a level-triggered interrupt, with the I/O APIC in user space.</summary>
    KVM_EXIT_IOAPIC_EOI = 26,
}

/// <summary><c>suberror</c> of KVM_EXIT_INTERNAL_ERROR; <c>linux/kvm.h</c>.</summary>
public enum KvmInternalError : uint
{
    /// <summary>An instruction could not be emulated.</summary>
    KVM_INTERNAL_ERROR_EMULATION = 1,

    /// <summary>Exceptions at once that do not go together.</summary>
    KVM_INTERNAL_ERROR_SIMUL_EX = 2,

    /// <summary>An exit while an event was being delivered.</summary>
    KVM_INTERNAL_ERROR_DELIVERY_EV = 3,

    /// <summary>The hardware gave an unexpected reason.</summary>
    KVM_INTERNAL_ERROR_UNEXPECTED_EXIT_REASON = 4,
}

/// <summary><c>type</c> of KVM_EXIT_SYSTEM_EVENT; <c>linux/kvm.h</c>.</summary>
public enum KvmSystemEvent : uint
{
    /// <summary>Power off.</summary>
    KVM_SYSTEM_EVENT_SHUTDOWN = 1,

    /// <summary>Reset.</summary>
    KVM_SYSTEM_EVENT_RESET = 2,

    /// <summary>The guest's kernel has crashed.</summary>
    KVM_SYSTEM_EVENT_CRASH = 3,

    /// <summary>The guest is to be woken from its sleep.</summary>
    KVM_SYSTEM_EVENT_WAKEUP = 4,

    /// <summary>The guest wants to sleep.</summary>
    KVM_SYSTEM_EVENT_SUSPEND = 5,
}

/// <summary>Flags of <c>struct kvm_userspace_memory_region</c>; <c>linux/kvm.h</c>.</summary>
[Flags]
public enum KvmMemoryFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>KVM keeps which pages were written.</summary>
    KVM_MEM_LOG_DIRTY_PAGES = 1,

    /// <summary>Writes leave KVM_RUN as KVM_EXIT_MMIO.</summary>
    KVM_MEM_READONLY = 2,
}

/// <summary>Flags of <c>struct kvm_irqfd</c>; <c>linux/kvm.h</c>.</summary>
[Flags]
internal enum KvmIrqFdFlags : uint
{
    None = 0,
    KVM_IRQFD_FLAG_DEASSIGN = 1,
}

/// <summary>Flags of <c>struct kvm_ioeventfd</c>; <c>linux/kvm.h</c>.</summary>
[Flags]
internal enum KvmIoEventFdFlags : uint
{
    None = 0,
    KVM_IOEVENTFD_FLAG_DATAMATCH = 1,
    KVM_IOEVENTFD_FLAG_PIO = 2,
    KVM_IOEVENTFD_FLAG_DEASSIGN = 4,
}

/// <summary>Flags of <c>struct kvm_cpuid_entry2</c>; <c>asm/kvm.h</c>.</summary>
[Flags]
public enum KvmCpuidFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The entry holds for one value of ECX, its index.</summary>
    KVM_CPUID_FLAG_SIGNIFCANT_INDEX = 1,
}
