using System.Buffers.Binary;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Kvm;
using Caisson.Linux.Memory;
using Caisson.Linux.Uapi.Kvm;
using Caisson.Vmm.Boot;

namespace Caisson.Vmm.Probe;

/// <summary>
/// A guest of a dozen bytes: in 64-bit supervisor mode, on page tables of its own, it counts down and then writes to a port. It
/// is the mode that a kernel runs in, and that a software KVM emulates an instruction at a time.
/// </summary>
/// <remarks>Thread: the one that made it runs it; <see cref="BreakOff"/> any.</remarks>
internal sealed class ProbeGuest : IDisposable, IGuestRam
{
    /// <summary>The instructions of the loop that one run executes.</summary>
    internal const int Instructions = 10_000;

    /// <summary>The port that the guest writes to when it is done.</summary>
    internal const byte DonePort = 0x80;

    /// <summary>What <see cref="Run()"/> says after <see cref="BreakOff"/>.</summary>
    internal const string BrokenOff = "did not end in time, which is how a KVM in software does";

    private const int MemoryBytes = 0x1_0000;
    private const ulong CodeAddress = 0x1000;
    private const int InstructionsPerRound = 2;
    private const int CountOffset = 1;

    private readonly MemFd _file;
    private readonly MemoryMapping _memory;
    private readonly KvmVm _vm;
    private readonly KvmVcpu _vcpu;
    private volatile bool _isBrokenOff;

    /// <summary>Makes the machine.</summary>
    /// <exception cref="Linux.LinuxException">KVM refused a step.</exception>
    internal ProbeGuest(KvmDevice device)
    {
        _file = MemFd.Create("kvm-probe");
        _file.SetLength(MemoryBytes);
        _memory = MemoryMapping.Map(_file, MemoryBytes);
        _vm = device.CreateVm();
        _vm.SetTssAddress(MachineLayout.KvmTssAddress);
        _vm.SetUserMemoryRegion(0, 0, _memory, 0, MemoryBytes);
        Code.CopyTo(GetSpan(CodeAddress, Code.Length));
        BootProcessor.WriteTables(this);
        _vcpu = _vm.CreateVcpu(0);
        _vcpu.SetCpuid(device.GetSupportedCpuid());
        _vcpu.SpecialRegisters = BootProcessor.SpecialRegisters(BootProtocol.Linux64, _vcpu.SpecialRegisters);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MemoryRange> Ranges => [new(0, MemoryBytes)];

    // mov ecx, count; again: dec ecx; jnz again; out 0x80, al; hlt
    private static ReadOnlySpan<byte> Code =>
        [0xB9, 0, 0, 0, 0, 0xFF, 0xC9, 0x75, 0xFC, 0xE6, DonePort, 0xF4];

    /// <inheritdoc/>
    public Span<byte> GetSpan(ulong address, int lengthBytes) => _memory.Slice((long)address, lengthBytes);

    /// <summary>
    /// Makes the calling thread the one that runs the guest, and runs a single round: code that is compiled, and memory that is
    /// mapped, on first use is not to be measured.
    /// </summary>
    /// <returns>As <see cref="Run()"/>.</returns>
    internal string? WarmUp()
    {
        _vcpu.BindToThread();
        return Run(rounds: 1);
    }

    /// <summary>Runs the guest from its first instruction until it is done.</summary>
    /// <returns>Null when it is done; else why it is not, in words.</returns>
    /// <exception cref="Linux.LinuxException">KVM_RUN failed.</exception>
    internal string? Run() => Run(Instructions / InstructionsPerRound);

    /// <summary>Has a run that goes on end.</summary>
    internal void BreakOff()
    {
        _isBrokenOff = true;
        _vcpu.Kick();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _vcpu.Dispose();
        _vm.Dispose();
        _memory.Dispose();
        _file.Dispose();
    }

    private string? Run(int rounds)
    {
        BinaryPrimitives.WriteInt32LittleEndian(GetSpan(CodeAddress + CountOffset, sizeof(int)), rounds);
        _vcpu.Registers = BootProcessor.Registers(BootProtocol.Linux64, CodeAddress);
        KvmExitReason reason;
        do
        {
            reason = _vcpu.Run();
        }
        while (reason == KvmExitReason.KVM_EXIT_INTR && !_isBrokenOff);
        return reason switch
        {
            KvmExitReason.KVM_EXIT_IO when _vcpu.Io is { IsWrite: true, Port: DonePort } => null,
            KvmExitReason.KVM_EXIT_INTR => BrokenOff,
            KvmExitReason.KVM_EXIT_FAIL_ENTRY => $"was refused by the processor, reason 0x{_vcpu.FailEntry.HardwareReason:x}",
            KvmExitReason.KVM_EXIT_INTERNAL_ERROR => $"could not be run: {_vcpu.InternalError}",
            _ => $"ended with {reason}",
        };
    }
}
