using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Kvm;
using Caisson.Linux.Uapi.Kvm;
using Caisson.Virtio.Memory;
using Caisson.Vmm.Acpi;
using Caisson.Vmm.Boot;
using Caisson.Vmm.Emulation;

namespace Caisson.Vmm.Running;

/// <summary>A virtual machine under KVM: memory, processors on threads of their own, a serial port, and a way to its end.</summary>
/// <remarks>Thread: any; the processors' are this object's own. Dispose of it to have them end.</remarks>
public sealed class Machine : IMachinePower, IDisposable
{
    private readonly GuestMemory _memory;
    private readonly EventFd _serialInterrupt = new(nonBlocking: true);
    private readonly List<Processor> _processors = [];
    private readonly TaskCompletionSource<MachineEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DeviceBus _ports = new();
    private readonly DeviceBus _addresses = new();
    private KvmVm? _vm;

    private Machine(GuestMemory memory, ISerialOutput console)
    {
        _memory = memory;
        Serial = new SerialPort(console, _serialInterrupt);
        _ports.Add(new MemoryRange(MachineLayout.SerialPort, SerialPort.PortCount), Serial);
        _ports.Add(
            new MemoryRange(MachineLayout.KeyboardControllerPort, KeyboardController.PortCount), new KeyboardController(this));
        _ports.Add(new MemoryRange(MachineLayout.SleepControlPort, SleepControl.PortCount), new SleepControl(this));
    }

    /// <summary>The serial port, for what the guest is to read.</summary>
    public SerialPort Serial { get; }

    /// <summary>Why processors left the guest.</summary>
    public ExitCounters Exits { get; } = new();

    /// <summary>The machine's end.</summary>
    public Task<MachineEnd> End => _end.Task;

    /// <summary>Makes a machine whose kernel lies in its memory, and which does not run yet.</summary>
    /// <exception cref="VmmException">It can't be made, for a reason of one line.</exception>
    public static Machine Create(MachineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Machine? machine = null;
        try
        {
            machine = new Machine(GuestMemory.Create(options.MemoryBytes), options.Console);
            machine.Build(options);
            return machine;
        }
        catch (Exception e) when (e is LinuxException or GuestMemoryException)
        {
            machine?.Dispose();
            throw new VmmException(e.Message, e);
        }
        catch
        {
            machine?.Dispose();
            throw;
        }
    }

    /// <summary>Lets the processors run.</summary>
    public void Start()
    {
        foreach (Processor processor in _processors)
        {
            processor.Start();
        }
    }

    /// <summary>Has the machine end, whatever the guest is doing.</summary>
    public void Stop() => EndWith(new MachineEnd(MachineEndKind.Stopped));

    /// <inheritdoc/>
    public void RequestReset() => EndWith(new MachineEnd(MachineEndKind.Reset));

    /// <inheritdoc/>
    public void RequestPowerOff() => EndWith(new MachineEnd(MachineEndKind.PowerOff));

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();

        // The one that ended the machine is stopping the others: none is gone before all have ended.
        foreach (Processor processor in _processors)
        {
            processor.Join();
        }

        foreach (Processor processor in _processors)
        {
            processor.Dispose();
        }

        _vm?.Dispose();
        _serialInterrupt.Dispose();
        _memory.Dispose();
    }

    private void Build(MachineOptions options)
    {
        using KvmDevice device = KvmDevice.Open();
        _vm = device.CreateVm();
        _vm.SetTssAddress(MachineLayout.KvmTssAddress);
        _vm.SetIdentityMapAddress(MachineLayout.KvmIdentityMapAddress);
        _vm.CreateIrqChip();
        _vm.CreatePit2();
        uint slot = 0;
        foreach (GuestRegion region in _memory.Regions)
        {
            _vm.SetUserMemoryRegion(
                slot++, region.GuestAddress, _memory.Mapping, (ulong)region.FileOffset, region.LengthBytes);
        }

        _vm.AssignIrqFd(_serialInterrupt, MachineLayout.SerialInterrupt);
        var ram = new GuestRam(_memory);
        ulong rsdp = AcpiTables.Write(ram, options.Processors, virtioDevices: 0);
        using BootFile kernel = BootFile.Open(options.Kernel);
        using BootFile? initrd = options.Initrd is { } path ? BootFile.Open(path) : null;
        LoadedKernel loaded = LinuxBoot.Load(ram, kernel, initrd, options.CommandLine, rsdp);
        AddProcessors(device, options.Processors, loaded);
    }

    // The first enters the kernel; the others wait for it to start them (INIT, SIPI), as they are after a reset.
    private void AddProcessors(KvmDevice device, int count, LoadedKernel kernel)
    {
        KvmCpuidEntry2[] supported = device.GetSupportedCpuid();
        bool hasTscDeadline = device.CheckExtension(KvmCapability.KVM_CAP_TSC_DEADLINE_TIMER) > 0;
        for (int i = 0; i < count; i++)
        {
            KvmVcpu vcpu = _vm!.CreateVcpu((uint)i);
            _processors.Add(new Processor(i, vcpu, _ports, _addresses, Exits, EndWith));
            vcpu.SetCpuid(ProcessorIdentity.Create(supported, i, count, hasTscDeadline));
            if (i == 0)
            {
                vcpu.SpecialRegisters = BootProcessor.SpecialRegisters(kernel.Protocol, vcpu.SpecialRegisters);
                vcpu.Registers = BootProcessor.Registers(kernel.Protocol, kernel.EntryPoint);
            }
        }
    }

    private void EndWith(MachineEnd end)
    {
        if (_end.TrySetResult(end))
        {
            foreach (Processor processor in _processors)
            {
                processor.Stop();
            }
        }
    }
}
