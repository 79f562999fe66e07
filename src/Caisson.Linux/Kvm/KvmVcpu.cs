using System.Runtime.InteropServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Signals;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Kvm;

namespace Caisson.Linux.Kvm;

/// <summary>A virtual processor of KVM.</summary>
/// <remarks>
/// <para>
/// A processor that runs is broken off by <see cref="Kick"/>: a signal which its thread blocks everywhere but in KVM_RUN
/// (KVM_SET_SIGNAL_MASK), so that no handler is needed, and none that comes before KVM_RUN is lost.
/// </para>
/// <para>Thread: one thread calls <see cref="BindToThread"/> and then everything else; <see cref="Kick"/> any. It is disposed
/// after that thread has ended. Allocates: <see cref="Run"/> and the exits never.</para>
/// </remarks>
public sealed unsafe class KvmVcpu : FileDescriptor
{
    private const Signal KickSignal = Signal.SIGUSR1;
    private const int KernelSignalSetBytes = 8;

    private readonly KvmVm _vm;
    private readonly KvmRunMapping _mapping;
    private int _threadId;

    private KvmVcpu(KvmVm vm, int descriptor, KvmRunMapping mapping)
        : base(descriptor)
    {
        _vm = vm;
        _mapping = mapping;
    }

    /// <summary>Takes a processor's descriptor over.</summary>
    internal static KvmVcpu Create(KvmVm vm, int descriptor, int mappingBytes)
    {
        using var owner = new FileDescriptor(descriptor);
        var mapping = new KvmRunMapping(descriptor, mappingBytes);

        // The machine's memory stays mapped as long as a processor of it may run.
        bool added = false;
        vm.DangerousAddRef(ref added);
        return new KvmVcpu(vm, owner.Release(), mapping);
    }

    /// <summary>Makes the calling thread the one that runs the processor: blocks the signal of <see cref="Kick"/> in it.</summary>
    public void BindToThread()
    {
        SignalSet kick = SignalSet.Of(KickSignal);
        SignalSet inGuest = SignalMask.Block(kick).Without(kick);
        var mask = new KvmSignalMask { len = KernelSignalSetBytes, sigset = inGuest.Bits };
        this.Check(LibC.ioctl(this, KvmRequest.KVM_SET_SIGNAL_MASK, &mask), nameof(KvmRequest.KVM_SET_SIGNAL_MASK));
        Volatile.Write(ref _threadId, LibC.gettid());
    }

    /// <summary>
    /// Breaks off KVM_RUN, now or when it is called next, once. Before <see cref="BindToThread"/> the first KVM_RUN is meant.
    /// </summary>
    public void Kick()
    {
        _mapping.ImmediateExit = true;
        if (Volatile.Read(ref _threadId) is > 0 and int thread)
        {
            // ESRCH: the thread has ended, and runs nothing any more.
            int result = LibC.tgkill(Environment.ProcessId, thread, KickSignal);
            if (result < 0 && (Errno)Marshal.GetLastPInvokeError() != Errno.ESRCH)
            {
                LinuxException.ThrowLast("tgkill");
            }
        }
    }

    /// <summary>Runs the guest until it needs something; KVM_RUN.</summary>
    /// <returns>
    /// What it needs. KVM_EXIT_INTR: nothing, it was broken off, or a processor that had been waiting for its start got it.
    /// </returns>
    /// <exception cref="LinuxException">EFAULT: its memory is gone; EINVAL, ENOEXEC, …: a fault of the host.</exception>
    public KvmExitReason Run()
    {
        if (LibC.ioctl_value(this, KvmRequest.KVM_RUN, 0) == 0)
        {
            return _mapping.Run.exit_reason;
        }

        switch ((Errno)Marshal.GetLastPInvokeError())
        {
            case Errno.EINTR:
                TakeKick();
                return KvmExitReason.KVM_EXIT_INTR;
            case Errno.EAGAIN:
                return KvmExitReason.KVM_EXIT_INTR;
            default:
                LinuxException.ThrowLast(nameof(KvmRequest.KVM_RUN));
                return default;
        }
    }

    /// <summary>What KVM_EXIT_IO is about.</summary>
    /// <exception cref="LinuxException">EPROTO: it does not fit in what is shared.</exception>
    public KvmIoExit Io
    {
        get
        {
            KvmRunIo io = Exit(KvmExitReason.KVM_EXIT_IO).io;
            if (io.size is not (1 or 2 or 4) || io.count == 0)
            {
                throw new LinuxException(Errno.EPROTO, $"KVM_RUN with {io.count} accesses of {io.size} bytes to a port");
            }

            Span<byte> data = _mapping.Slice(io.data_offset, (ulong)io.size * io.count);
            return new KvmIoExit(io.direction == KvmRunIo.KVM_EXIT_IO_OUT, io.port, io.size, data);
        }
    }

    /// <summary>What KVM_EXIT_MMIO is about.</summary>
    /// <exception cref="LinuxException">EPROTO: it is longer than there is room for.</exception>
    public KvmMmioExit Mmio
    {
        get
        {
            ref KvmRunMmio mmio = ref Exit(KvmExitReason.KVM_EXIT_MMIO).mmio;
            uint length = mmio.len;
            if (length is 0 or > sizeof(ulong))
            {
                throw new LinuxException(Errno.EPROTO, $"KVM_RUN with an access of {length} bytes");
            }

            Span<byte> data = MemoryMarshal.AsBytes(new Span<ulong>(ref mmio.data))[..(int)length];
            return new KvmMmioExit(mmio.is_write != 0, mmio.phys_addr, data);
        }
    }

    /// <summary>What KVM_EXIT_SYSTEM_EVENT is about.</summary>
    public KvmSystemEvent SystemEvent => Exit(KvmExitReason.KVM_EXIT_SYSTEM_EVENT).system_event.type;

    /// <summary>What KVM_EXIT_FAIL_ENTRY is about.</summary>
    public KvmFailEntryExit FailEntry
    {
        get
        {
            KvmRunFailEntry entry = Exit(KvmExitReason.KVM_EXIT_FAIL_ENTRY).fail_entry;
            return new KvmFailEntryExit(entry.hardware_entry_failure_reason, entry.cpu);
        }
    }

    /// <summary>What KVM_EXIT_INTERNAL_ERROR is about.</summary>
    public KvmInternalError InternalError => Exit(KvmExitReason.KVM_EXIT_INTERNAL_ERROR).@internal.suberror;

    /// <summary>General registers; KVM_GET_REGS and KVM_SET_REGS.</summary>
    public KvmRegs Registers
    {
        get => Get<KvmRegs>(KvmRequest.KVM_GET_REGS, nameof(KvmRequest.KVM_GET_REGS));
        set => Set(KvmRequest.KVM_SET_REGS, nameof(KvmRequest.KVM_SET_REGS), value);
    }

    /// <summary>Segments, tables and control registers; KVM_GET_SREGS and KVM_SET_SREGS.</summary>
    /// <exception cref="LinuxException">EINVAL: what was set contradicts itself.</exception>
    public KvmSregs SpecialRegisters
    {
        get => Get<KvmSregs>(KvmRequest.KVM_GET_SREGS, nameof(KvmRequest.KVM_GET_SREGS));
        set => Set(KvmRequest.KVM_SET_SREGS, nameof(KvmRequest.KVM_SET_SREGS), value);
    }

    /// <summary>Sets the floating point and SSE registers; KVM_SET_FPU.</summary>
    public void SetFpu(in KvmFpu registers) => Set(KvmRequest.KVM_SET_FPU, nameof(KvmRequest.KVM_SET_FPU), registers);

    /// <summary>Sets what the instruction CPUID answers, before the first KVM_RUN; KVM_SET_CPUID2.</summary>
    /// <exception cref="LinuxException">E2BIG: too many; EINVAL: they contradict each other.</exception>
    public void SetCpuid(ReadOnlySpan<KvmCpuidEntry2> entries)
    {
        byte[] buffer = new byte[sizeof(KvmCpuid2) + (entries.Length * sizeof(KvmCpuidEntry2))];
        MemoryMarshal.AsRef<KvmCpuid2>(buffer.AsSpan()).nent = (uint)entries.Length;
        MemoryMarshal.AsBytes(entries).CopyTo(buffer.AsSpan(sizeof(KvmCpuid2)));
        fixed (byte* argument = buffer)
        {
            this.Check(LibC.ioctl(this, KvmRequest.KVM_SET_CPUID2, argument), nameof(KvmRequest.KVM_SET_CPUID2));
        }
    }

    /// <summary>Sets model-specific registers; KVM_SET_MSRS.</summary>
    /// <exception cref="LinuxException">EINVAL: KVM refuses one, which the message names.</exception>
    public void SetMsrs(ReadOnlySpan<KvmMsrEntry> entries)
    {
        byte[] buffer = new byte[sizeof(KvmMsrs) + (entries.Length * sizeof(KvmMsrEntry))];
        MemoryMarshal.AsRef<KvmMsrs>(buffer.AsSpan()).nmsrs = (uint)entries.Length;
        MemoryMarshal.AsBytes(entries).CopyTo(buffer.AsSpan(sizeof(KvmMsrs)));
        int count;
        fixed (byte* argument = buffer)
        {
            count = this.Check(LibC.ioctl(this, KvmRequest.KVM_SET_MSRS, argument), nameof(KvmRequest.KVM_SET_MSRS));
        }

        if (count < entries.Length)
        {
            throw new LinuxException(Errno.EINVAL, "KVM_SET_MSRS", $"0x{entries[count].index:x}");
        }
    }

    /// <summary>Reads the registers of the local APIC, a kilobyte as Intel's manual lays them out; KVM_GET_LAPIC.</summary>
    /// <exception cref="LinuxException">EINVAL: there is none in the kernel.</exception>
    public void GetLocalApic(Span<byte> registers) => CallWithLocalApic(KvmRequest.KVM_GET_LAPIC, "KVM_GET_LAPIC", registers);

    /// <summary>Sets the registers of the local APIC; KVM_SET_LAPIC.</summary>
    /// <exception cref="LinuxException">EINVAL: there is none in the kernel.</exception>
    public void SetLocalApic(Span<byte> registers) => CallWithLocalApic(KvmRequest.KVM_SET_LAPIC, "KVM_SET_LAPIC", registers);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _mapping.Dispose();
        bool closed = base.ReleaseHandle();
        _vm.DangerousRelease();
        return closed;
    }

    // The signal waits, blocked, where it broke KVM_RUN off; it would break off every one from now on. A second kick between the
    // two lines leaves a signal, which the next KVM_RUN meets.
    private void TakeKick()
    {
        LibC.TakePendingSignal(SignalSet.Of(KickSignal).Bits);
        _mapping.ImmediateExit = false;
    }

    private ref KvmRun Exit(KvmExitReason reason)
    {
        ref KvmRun run = ref _mapping.Run;
        if (run.exit_reason != reason)
        {
            throw new InvalidOperationException($"the processor left for {run.exit_reason}, not for {reason}");
        }

        return ref run;
    }

    private T Get<T>(nuint request, string name)
        where T : unmanaged
    {
        T value;
        this.Check(LibC.ioctl(this, request, &value), name);
        return value;
    }

    private void Set<T>(nuint request, string name, T value)
        where T : unmanaged => this.Check(LibC.ioctl(this, request, &value), name);

    private void CallWithLocalApic(nuint request, string name, Span<byte> registers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(registers.Length, KvmLapicState.KVM_APIC_REG_SIZE, nameof(registers));
        fixed (byte* argument = registers)
        {
            this.Check(LibC.ioctl(this, request, argument), name);
        }
    }
}
