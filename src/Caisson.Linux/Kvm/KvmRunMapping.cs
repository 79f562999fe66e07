using System.Runtime.InteropServices;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Kvm;

namespace Caisson.Linux.Kvm;

/// <summary>What a virtual processor and user space share: <c>struct kvm_run</c> and the data of ports behind it.</summary>
/// <remarks>Thread: the one that runs the processor; <see cref="ImmediateExit"/> any.</remarks>
internal sealed unsafe class KvmRunMapping : SafeHandle
{
    private readonly int _lengthBytes;

    /// <summary>Maps it; mmap(2) of the processor's descriptor.</summary>
    /// <param name="vcpu">The processor's descriptor.</param>
    /// <param name="lengthBytes">What KVM_GET_VCPU_MMAP_SIZE said.</param>
    internal KvmRunMapping(int vcpu, int lengthBytes)
        : base(invalidHandleValue: -1, ownsHandle: true)
    {
        if (lengthBytes < sizeof(KvmRun))
        {
            throw new LinuxException(Errno.EPROTO, $"KVM_GET_VCPU_MMAP_SIZE of {lengthBytes} bytes, {sizeof(KvmRun)} at least");
        }

        _lengthBytes = lengthBytes;
        SetHandle((nint)LibC.MapShared(vcpu, lengthBytes));
        LinuxException.Check(handle, "mmap", "kvm_run");
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == -1;

    /// <summary>Whether the next KVM_RUN returns before the guest runs.</summary>
    internal bool ImmediateExit
    {
        get => Volatile.Read(ref Run.immediate_exit) != 0;
        set => Volatile.Write(ref Run.immediate_exit, value ? (byte)1 : (byte)0);
    }

    /// <summary>The structure at the mapping's start.</summary>
    // SAFETY: the constructor saw that the mapping is as long as the structure, and whoever asks holds on to the
    // processor, whose handle is closed after its thread has ended.
    internal ref KvmRun Run => ref *(KvmRun*)handle;

    /// <summary>Bytes of the mapping.</summary>
    /// <exception cref="LinuxException">EPROTO: they are not all in it.</exception>
    internal Span<byte> Slice(ulong offset, ulong lengthBytes)
    {
        if (offset > (ulong)_lengthBytes || lengthBytes > (ulong)_lengthBytes - offset)
        {
            throw new LinuxException(
                Errno.EPROTO, $"KVM_RUN with data at {offset}+{lengthBytes} in a mapping of {_lengthBytes} bytes");
        }

        return new Span<byte>((byte*)handle + offset, (int)lengthBytes);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.munmap((void*)handle, _lengthBytes) == 0;
}
