using System.Runtime.InteropServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Kvm;

namespace Caisson.Linux.Kvm;

/// <summary>/dev/kvm: what the kernel can do, and the way to a virtual machine; Documentation/virt/kvm/api.rst.</summary>
/// <remarks>Thread: any.</remarks>
public sealed unsafe class KvmDevice : FileDescriptor
{
    /// <summary>Where the device is.</summary>
    public const string DefaultPath = "/dev/kvm";

    /// <summary>The one version that there has ever been since Linux 2.6.22; any other must be refused (api.rst, 4.1).</summary>
    public const int SupportedApiVersion = 12;

    // The kernel has some 40 leaves of CPUID at most, and refuses more entries than 256 (KVM_MAX_CPUID_ENTRIES).
    private const int MostCpuidEntries = 256;

    private KvmDevice(int descriptor)
        : base(descriptor)
    {
    }

    /// <summary>The version of the interface; KVM_GET_API_VERSION.</summary>
    /// <exception cref="LinuxException">ENOTTY: this is another device.</exception>
    public int ApiVersion => this.Check(
        LibC.ioctl_value(this, KvmRequest.KVM_GET_API_VERSION, 0), nameof(KvmRequest.KVM_GET_API_VERSION));

    /// <summary>The size of what a virtual processor shares with user space, in bytes; KVM_GET_VCPU_MMAP_SIZE.</summary>
    public int VcpuMappingBytes => this.Check(
        LibC.ioctl_value(this, KvmRequest.KVM_GET_VCPU_MMAP_SIZE, 0), nameof(KvmRequest.KVM_GET_VCPU_MMAP_SIZE));

    /// <summary>Opens the device.</summary>
    /// <exception cref="LinuxException">ENOENT: there is none; EACCES: it is for others; ENXIO, ENODEV: no KVM behind it.</exception>
    public static KvmDevice Open(string path = DefaultPath)
    {
        using FileDescriptor device = FileSystem.Open(path, OpenFlags.O_RDWR);
        return new KvmDevice(device.Release());
    }

    /// <summary>Asks for a capability; KVM_CHECK_EXTENSION.</summary>
    /// <returns>0 where it is missing; else 1 or a figure that belongs to it.</returns>
    public int CheckExtension(KvmCapability capability) => this.Check(
        LibC.ioctl_value(this, KvmRequest.KVM_CHECK_EXTENSION, (nint)capability), $"KVM_CHECK_EXTENSION {capability}");

    /// <summary>What CPUID may say to a guest on this machine; KVM_GET_SUPPORTED_CPUID.</summary>
    public KvmCpuidEntry2[] GetSupportedCpuid()
    {
        byte[] buffer = new byte[sizeof(KvmCpuid2) + (MostCpuidEntries * sizeof(KvmCpuidEntry2))];
        MemoryMarshal.AsRef<KvmCpuid2>(buffer.AsSpan()).nent = MostCpuidEntries;
        fixed (byte* argument = buffer)
        {
            this.Check(
                LibC.ioctl(this, KvmRequest.KVM_GET_SUPPORTED_CPUID, argument),
                nameof(KvmRequest.KVM_GET_SUPPORTED_CPUID));
        }

        int count = (int)MemoryMarshal.AsRef<KvmCpuid2>(buffer.AsSpan()).nent;
        return MemoryMarshal.Cast<byte, KvmCpuidEntry2>(buffer.AsSpan(sizeof(KvmCpuid2)))[..count].ToArray();
    }

    /// <summary>A virtual machine without memory and processors; KVM_CREATE_VM.</summary>
    /// <exception cref="LinuxException">EBUSY: the processor's extension is taken by another hypervisor; ENOMEM, EMFILE.</exception>
    public KvmVm CreateVm()
    {
        int mappingBytes = VcpuMappingBytes;

        // EINTR: a signal came while the kernel was waiting for other processors. KVM says to try again.
        int descriptor;
        do
        {
            descriptor = LibC.ioctl_value(this, KvmRequest.KVM_CREATE_VM, 0);
        }
        while (LibC.WasInterrupted(descriptor));
        return new KvmVm(this.Check(descriptor, nameof(KvmRequest.KVM_CREATE_VM)), mappingBytes);
    }
}
