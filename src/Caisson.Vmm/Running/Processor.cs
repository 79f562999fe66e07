using Caisson.Linux;
using Caisson.Linux.Kvm;
using Caisson.Linux.Uapi.Kvm;
using Caisson.Vmm.Emulation;

namespace Caisson.Vmm.Running;

/// <summary>A virtual processor on a thread of its own.</summary>
/// <remarks>The thread allocates nothing while the guest runs.</remarks>
internal sealed class Processor : IDisposable
{
    private readonly KvmVcpu _vcpu;
    private readonly DeviceBus _ports;
    private readonly DeviceBus _addresses;
    private readonly ExitCounters _exits;
    private readonly Action<MachineEnd> _end;
    private readonly Thread _thread;
    private volatile bool _isStopped;

    /// <summary>A processor that does not run yet.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="vcpu">The processor, which becomes this object's.</param>
    /// <param name="ports">What answers at ports.</param>
    /// <param name="addresses">What answers where there is no memory.</param>
    /// <param name="exits">Where exits are counted.</param>
    /// <param name="end">Is told when the machine has to end.</param>
    internal Processor(
        int index, KvmVcpu vcpu, DeviceBus ports, DeviceBus addresses, ExitCounters exits, Action<MachineEnd> end)
    {
        _vcpu = vcpu;
        _ports = ports;
        _addresses = addresses;
        _exits = exits;
        _end = end;
        _thread = new Thread(RunToEnd) { Name = $"vcpu {index}", IsBackground = true };
    }

    /// <summary>Starts the thread.</summary>
    internal void Start() => _thread.Start();

    /// <summary>Has the thread end soon.</summary>
    internal void Stop()
    {
        _isStopped = true;
        _vcpu.Kick();
    }

    /// <summary>Waits for the thread's end, if it was started; <see cref="Stop"/> has been called.</summary>
    internal void Join()
    {
        if (!_thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            _thread.Join();
        }
    }

    /// <inheritdoc/>
    /// <remarks>No thread of the machine runs any more: each may stop all others.</remarks>
    public void Dispose() => _vcpu.Dispose();

    private void RunToEnd()
    {
        try
        {
            _vcpu.BindToThread();
            while (!_isStopped)
            {
                if (RunOnce() is { } end)
                {
                    _end(end);
                    return;
                }
            }
        }
        catch (LinuxException e)
        {
            _end(new MachineEnd(MachineEndKind.Fault, e.Message));
        }
    }

    private MachineEnd? RunOnce()
    {
        KvmExitReason reason = _vcpu.Run();
        _exits.Add(reason);
        switch (reason)
        {
            case KvmExitReason.KVM_EXIT_INTR:
                return null;
            case KvmExitReason.KVM_EXIT_IO:
                AccessPort(_vcpu.Io);
                return null;
            case KvmExitReason.KVM_EXIT_MMIO:
                AccessAddress(_vcpu.Mmio);
                return null;
            case KvmExitReason.KVM_EXIT_SHUTDOWN:
                return new MachineEnd(MachineEndKind.Reset);
            case KvmExitReason.KVM_EXIT_SYSTEM_EVENT:
                return Meaning(_vcpu.SystemEvent);
            case KvmExitReason.KVM_EXIT_FAIL_ENTRY:
                return Fault($"the processor refused its state, reason 0x{_vcpu.FailEntry.HardwareReason:x}");
            case KvmExitReason.KVM_EXIT_INTERNAL_ERROR:
                return Fault($"KVM could not go on at 0x{_vcpu.Registers.rip:x}: {_vcpu.InternalError}");
            default:
                return Fault($"KVM left the guest for {reason}, which nothing here asked for");
        }
    }

    // INS and OUTS with a prefix are several accesses of one port.
    private void AccessPort(KvmIoExit exit)
    {
        for (int at = 0; at < exit.Data.Length; at += exit.SizeBytes)
        {
            Span<byte> data = exit.Data.Slice(at, exit.SizeBytes);
            if (exit.IsWrite)
            {
                _ports.Write(exit.Port, data);
            }
            else
            {
                _ports.Read(exit.Port, data);
            }
        }
    }

    private void AccessAddress(KvmMmioExit exit)
    {
        if (exit.IsWrite)
        {
            _addresses.Write(exit.Address, exit.Data);
        }
        else
        {
            _addresses.Read(exit.Address, exit.Data);
        }
    }

    private static MachineEnd Meaning(KvmSystemEvent systemEvent) => systemEvent switch
    {
        KvmSystemEvent.KVM_SYSTEM_EVENT_SHUTDOWN => new MachineEnd(MachineEndKind.PowerOff),
        KvmSystemEvent.KVM_SYSTEM_EVENT_RESET => new MachineEnd(MachineEndKind.Reset),
        _ => Fault($"the guest reported {systemEvent}"),
    };

    private static MachineEnd Fault(string what) => new(MachineEndKind.Fault, what);
}
