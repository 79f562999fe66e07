using System.Runtime.InteropServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi.Kvm;

namespace Caisson.Linux.Kvm;

/// <summary>A virtual machine of KVM: memory, interrupt controllers, eventfds, and what makes processors.</summary>
/// <remarks>
/// The memory that it was given stays mapped until the machine and all of its processors are disposed: a guest never sees
/// what else may come to be at that address.
/// Thread: any.
/// </remarks>
public sealed unsafe class KvmVm : FileDescriptor
{
    private readonly int _vcpuMappingBytes;
    private readonly List<SafeHandle> _memory = [];

    internal KvmVm(int descriptor, int vcpuMappingBytes)
        : base(descriptor) => _vcpuMappingBytes = vcpuMappingBytes;

    /// <summary>Puts memory at a guest-physical address; KVM_SET_USER_MEMORY_REGION.</summary>
    /// <param name="slot">The number of the region, which a later call changes.</param>
    /// <param name="guestAddress">Where the guest sees it; a multiple of the page size.</param>
    /// <param name="memory">A mapping; its handle is its address.</param>
    /// <param name="offsetBytes">Where in the mapping the region starts; a multiple of the page size.</param>
    /// <param name="lengthBytes">Its length, a multiple of the page size. The caller vouches that the mapping is as long.</param>
    /// <param name="flags">How it may be used.</param>
    /// <exception cref="LinuxException">EINVAL: not aligned, or out of slots; EEXIST: it overlaps another region.</exception>
    public void SetUserMemoryRegion(
        uint slot, ulong guestAddress, SafeHandle memory, ulong offsetBytes, ulong lengthBytes,
        KvmMemoryFlags flags = KvmMemoryFlags.None)
    {
        ArgumentNullException.ThrowIfNull(memory);
        bool added = false;
        memory.DangerousAddRef(ref added);
        try
        {
            var region = new KvmUserspaceMemoryRegion
            {
                slot = slot,
                flags = flags,
                guest_phys_addr = guestAddress,
                memory_size = lengthBytes,
                userspace_addr = checked((ulong)memory.DangerousGetHandle() + offsetBytes),
            };
            this.Check(
                LibC.ioctl(this, KvmRequest.KVM_SET_USER_MEMORY_REGION, &region),
                $"KVM_SET_USER_MEMORY_REGION 0x{guestAddress:x}+0x{lengthBytes:x}");
            lock (_memory)
            {
                _memory.Add(memory);
            }

            added = false;
        }
        finally
        {
            if (added)
            {
                memory.DangerousRelease();
            }
        }
    }

    /// <summary>
    /// Where KVM may put three pages that Intel's extension needs for real mode; KVM_SET_TSS_ADDR. Nothing of the guest may
    /// be there.
    /// </summary>
    public void SetTssAddress(uint guestAddress) => this.Check(
        LibC.ioctl_value(this, KvmRequest.KVM_SET_TSS_ADDR, (nint)guestAddress), nameof(KvmRequest.KVM_SET_TSS_ADDR));

    /// <summary>Where KVM may put a page of page tables for the same purpose; KVM_SET_IDENTITY_MAP_ADDR. Before the first
    /// processor.</summary>
    public void SetIdentityMapAddress(ulong guestAddress) => this.Check(
        LibC.ioctl(this, KvmRequest.KVM_SET_IDENTITY_MAP_ADDR, &guestAddress),
        nameof(KvmRequest.KVM_SET_IDENTITY_MAP_ADDR));

    /// <summary>
    /// Two 8259, an I/O APIC of 24 pins and a local APIC for each processor, in the kernel; KVM_CREATE_IRQCHIP.
    /// </summary>
    /// <exception cref="LinuxException">EEXIST: there is one; EINVAL: there is a processor already.</exception>
    public void CreateIrqChip() => this.Check(
        LibC.ioctl_value(this, KvmRequest.KVM_CREATE_IRQCHIP, 0), nameof(KvmRequest.KVM_CREATE_IRQCHIP));

    /// <summary>
    /// The timer 8254 in the kernel, with port 0x61, which Linux reads when it calibrates its clock; KVM_CREATE_PIT2.
    /// </summary>
    /// <exception cref="LinuxException">ENOENT: there is no interrupt controller yet.</exception>
    public void CreatePit2()
    {
        var config = new KvmPitConfig { flags = KvmPitConfig.KVM_PIT_SPEAKER_DUMMY };
        this.Check(LibC.ioctl(this, KvmRequest.KVM_CREATE_PIT2, &config), nameof(KvmRequest.KVM_CREATE_PIT2));
    }

    /// <summary>Has each signal of a counter raise an edge-triggered interrupt; KVM_IRQFD.</summary>
    /// <param name="call">The counter. KVM holds on to it.</param>
    /// <param name="interrupt">The global interrupt: a pin of the I/O APIC.</param>
    /// <exception cref="LinuxException">EBUSY: the counter has an interrupt already.</exception>
    public void AssignIrqFd(EventFd call, uint interrupt) => SetIrqFd(call, interrupt, KvmIrqFdFlags.None);

    /// <summary>Undoes <see cref="AssignIrqFd"/>.</summary>
    public void DeassignIrqFd(EventFd call, uint interrupt) =>
        SetIrqFd(call, interrupt, KvmIrqFdFlags.KVM_IRQFD_FLAG_DEASSIGN);

    /// <summary>
    /// Has a write of the guest signal a counter, without leaving KVM_RUN; KVM_IOEVENTFD.
    /// </summary>
    /// <param name="kick">The counter. KVM holds on to it.</param>
    /// <param name="address">A guest-physical address without memory.</param>
    /// <param name="lengthBytes">The length of the write: 1, 2, 4 or 8.</param>
    /// <param name="value">The value that must be written, or null for any.</param>
    /// <exception cref="LinuxException">EEXIST: the same is assigned to another counter; ENOSPC: too many.</exception>
    public void AssignIoEventFd(EventFd kick, ulong address, uint lengthBytes, ulong? value = null) =>
        SetIoEventFd(kick, address, lengthBytes, value, KvmIoEventFdFlags.None);

    /// <summary>Undoes <see cref="AssignIoEventFd"/>.</summary>
    public void DeassignIoEventFd(EventFd kick, ulong address, uint lengthBytes, ulong? value = null) =>
        SetIoEventFd(kick, address, lengthBytes, value, KvmIoEventFdFlags.KVM_IOEVENTFD_FLAG_DEASSIGN);

    /// <summary>A virtual processor; KVM_CREATE_VCPU.</summary>
    /// <param name="id">Its number, which is its local APIC's too.</param>
    /// <exception cref="LinuxException">EEXIST: there is one of that number; EINVAL: there are too many.</exception>
    public KvmVcpu CreateVcpu(uint id) => KvmVcpu.Create(
        this,
        this.Check(LibC.ioctl_value(this, KvmRequest.KVM_CREATE_VCPU, (nint)id), nameof(KvmRequest.KVM_CREATE_VCPU)),
        _vcpuMappingBytes);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        bool closed = base.ReleaseHandle();
        foreach (SafeHandle memory in _memory)
        {
            memory.DangerousRelease();
        }

        return closed;
    }

    private void SetIrqFd(EventFd call, uint interrupt, KvmIrqFdFlags flags)
    {
        ArgumentNullException.ThrowIfNull(call);
        var argument = new KvmIrqFd { fd = (uint)call.Number, gsi = interrupt, flags = flags };
        this.Check(LibC.ioctl(this, KvmRequest.KVM_IRQFD, &argument), $"KVM_IRQFD {interrupt}");
        GC.KeepAlive(call);
    }

    private void SetIoEventFd(EventFd kick, ulong address, uint lengthBytes, ulong? value, KvmIoEventFdFlags flags)
    {
        ArgumentNullException.ThrowIfNull(kick);
        var argument = new KvmIoEventFd
        {
            datamatch = value ?? 0,
            addr = address,
            len = lengthBytes,
            fd = kick.Number,
            flags = flags | (value is null ? KvmIoEventFdFlags.None : KvmIoEventFdFlags.KVM_IOEVENTFD_FLAG_DATAMATCH),
        };
        this.Check(LibC.ioctl(this, KvmRequest.KVM_IOEVENTFD, &argument), $"KVM_IOEVENTFD 0x{address:x}");
        GC.KeepAlive(kick);
    }
}
