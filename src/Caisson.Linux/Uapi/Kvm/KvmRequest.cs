namespace Caisson.Linux.Uapi.Kvm;

/// <summary>
/// Requests of KVM's descriptors on x86-64; <c>linux/kvm.h</c> (Linux 6.1), Documentation/virt/kvm/api.rst. Each number is
/// <c>_IO('\xAE', n)</c> and its like: direction, size of the argument, KVMIO, n.
/// </summary>
internal static class KvmRequest
{
    // Of /dev/kvm.
    internal const nuint KVM_GET_API_VERSION = 0xAE00;
    internal const nuint KVM_CREATE_VM = 0xAE01;
    internal const nuint KVM_CHECK_EXTENSION = 0xAE03;
    internal const nuint KVM_GET_VCPU_MMAP_SIZE = 0xAE04;
    internal const nuint KVM_GET_SUPPORTED_CPUID = 0xC008_AE05;

    // Of a virtual machine.
    internal const nuint KVM_CREATE_VCPU = 0xAE41;
    internal const nuint KVM_SET_USER_MEMORY_REGION = 0x4020_AE46;
    internal const nuint KVM_SET_TSS_ADDR = 0xAE47;
    internal const nuint KVM_SET_IDENTITY_MAP_ADDR = 0x4008_AE48;
    internal const nuint KVM_CREATE_IRQCHIP = 0xAE60;
    internal const nuint KVM_IRQFD = 0x4020_AE76;
    internal const nuint KVM_CREATE_PIT2 = 0x4040_AE77;
    internal const nuint KVM_IOEVENTFD = 0x4040_AE79;

    // Of a virtual processor.
    internal const nuint KVM_RUN = 0xAE80;
    internal const nuint KVM_GET_REGS = 0x8090_AE81;
    internal const nuint KVM_SET_REGS = 0x4090_AE82;
    internal const nuint KVM_GET_SREGS = 0x8138_AE83;
    internal const nuint KVM_SET_SREGS = 0x4138_AE84;
    internal const nuint KVM_SET_MSRS = 0x4008_AE89;
    internal const nuint KVM_SET_SIGNAL_MASK = 0x4004_AE8B;
    internal const nuint KVM_SET_FPU = 0x41A0_AE8D;
    internal const nuint KVM_GET_LAPIC = 0x8400_AE8E;
    internal const nuint KVM_SET_LAPIC = 0x4400_AE8F;
    internal const nuint KVM_SET_CPUID2 = 0x4008_AE90;
}
