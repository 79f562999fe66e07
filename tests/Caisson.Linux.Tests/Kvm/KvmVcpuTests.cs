using Caisson.Linux.Descriptors;
using Caisson.Linux.Kvm;
using Caisson.Linux.Memory;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Kvm;

namespace Caisson.Linux.Tests.Kvm;

/// <summary>A processor in real mode on this machine's KVM, of a few instructions, so that a slow KVM does as well.</summary>
public sealed class KvmVcpuTests
{
    private const int MemoryBytes = 0x1000;

    // mov dx, 0x3f8; mov al, 'x'; out dx, al; in al, dx; mov [0x8000], al; hlt
    private static readonly byte[] PortsAndMemory =
        [0xBA, 0xF8, 0x03, 0xB0, (byte)'x', 0xEE, 0xEC, 0xA2, 0x00, 0x80, 0xF4];

    // jmp $
    private static readonly byte[] Endless = [0xEB, 0xFE];

    [Fact]
    public void Device_OnThisMachine_HasTheOneVersion()
    {
        RequireKvm();
        using KvmDevice device = KvmDevice.Open();

        Assert.Equal(KvmDevice.SupportedApiVersion, device.ApiVersion);
        Assert.True(device.CheckExtension(KvmCapability.KVM_CAP_USER_MEMORY) > 0);
        Assert.True(device.VcpuMappingBytes >= 4096);
        Assert.Contains(device.GetSupportedCpuid(), e => e.function == 0 && e.eax > 0);
    }

    [Fact]
    public void Run_GuestUsesPortAndAddress_LeavesForEach() => DedicatedThread.Run(() =>
    {
        using var guest = new RealModeGuest(PortsAndMemory);
        KvmVcpu vcpu = guest.Vcpu;

        Assert.Equal(KvmExitReason.KVM_EXIT_IO, vcpu.Run());
        Assert.True(vcpu.Io is { IsWrite: true, Port: 0x3F8, SizeBytes: 1 });
        Assert.Equal("x"u8, vcpu.Io.Data);
        Assert.Throws<InvalidOperationException>(() => vcpu.Mmio.Address);

        Assert.Equal(KvmExitReason.KVM_EXIT_IO, vcpu.Run());
        Assert.False(vcpu.Io.IsWrite);
        vcpu.Io.Data[0] = (byte)'y';

        Assert.Equal(KvmExitReason.KVM_EXIT_MMIO, vcpu.Run());
        Assert.True(vcpu.Mmio is { IsWrite: true, Address: 0x8000 });
        Assert.Equal("y"u8, vcpu.Mmio.Data);

        Assert.Equal(KvmExitReason.KVM_EXIT_HLT, vcpu.Run());
        Assert.Equal((ulong)PortsAndMemory.Length, vcpu.Registers.rip);
    });

    [Fact]
    public void Kick_BeforeRun_IsNotLostAndHoldsOnce() => DedicatedThread.Run(() =>
    {
        using var guest = new RealModeGuest(PortsAndMemory);

        guest.Vcpu.Kick();

        Assert.Equal(KvmExitReason.KVM_EXIT_INTR, guest.Vcpu.Run());
        Assert.Equal(KvmExitReason.KVM_EXIT_IO, guest.Vcpu.Run());
    });

    [Fact]
    public void Kick_WhileRunning_EndsTheRun()
    {
        RequireKvm();
        using var bound = new ManualResetEventSlim();
        RealModeGuest? guest = null;
        KvmExitReason reason = default;
        var thread = new Thread(() =>
        {
            guest = new RealModeGuest(Endless);
            bound.Set();
            reason = guest.Vcpu.Run();
        });
        thread.Start();
        bound.Wait(TestContext.Current.CancellationToken);

        guest!.Vcpu.Kick();
        thread.Join();

        guest.Dispose();
        Assert.Equal(KvmExitReason.KVM_EXIT_INTR, reason);
    }

    [Fact]
    public void AssignIoEventFd_GuestWrites_SignalsWithoutAnExit() => DedicatedThread.Run(() =>
    {
        using var guest = new RealModeGuest(PortsAndMemory);
        using var kick = new EventFd(nonBlocking: true);
        guest.Vm.AssignIoEventFd(kick, 0x8000, 1);

        Assert.Equal(KvmExitReason.KVM_EXIT_IO, guest.Vcpu.Run());
        Assert.Equal(KvmExitReason.KVM_EXIT_IO, guest.Vcpu.Run());
        Assert.Equal(KvmExitReason.KVM_EXIT_HLT, guest.Vcpu.Run());

        Assert.True(kick.TryTake(out ulong count));
        Assert.Equal(1UL, count);
    });

    [Fact]
    public void SetUserMemoryRegion_NotAligned_NamesTheRegion()
    {
        RequireKvm();
        using KvmDevice device = KvmDevice.Open();
        using KvmVm vm = device.CreateVm();
        using MemFd file = MemFd.Create("guest");
        file.SetLength(MemoryBytes);
        using MemoryMapping memory = MemoryMapping.Map(file, MemoryBytes);

        var error = Assert.Throws<LinuxException>(() => vm.SetUserMemoryRegion(0, 1, memory, 0, MemoryBytes));

        Assert.Equal(Errno.EINVAL, error.Errno);
        Assert.StartsWith("KVM_SET_USER_MEMORY_REGION 0x1+0x1000 ", error.Message);
    }

    [Fact]
    public void Dispose_MemoryBeforeTheMachine_UnmapsItAfterwards()
    {
        RequireKvm();
        using KvmDevice device = KvmDevice.Open();
        using MemFd file = MemFd.Create("guest-mapped");
        file.SetLength(MemoryBytes);
        MemoryMapping memory = MemoryMapping.Map(file, MemoryBytes);
        KvmVm vm = device.CreateVm();
        KvmVcpu vcpu = vm.CreateVcpu(0);
        vm.SetUserMemoryRegion(0, 0, memory, 0, MemoryBytes);

        memory.Dispose();
        vm.Dispose();
        Assert.Contains("memfd:guest-mapped", File.ReadAllText("/proc/self/maps"));
        vcpu.Dispose();

        Assert.DoesNotContain("memfd:guest-mapped", File.ReadAllText("/proc/self/maps"));
    }

    private static void RequireKvm()
    {
        if (!File.Exists(KvmDevice.DefaultPath))
        {
            Assert.Skip("needs /dev/kvm");
        }
    }

    /// <summary>A page of code that starts at 0 in real mode; the processor belongs to the thread that makes it.</summary>
    private sealed class RealModeGuest : IDisposable
    {
        private readonly KvmDevice _device;
        private readonly MemFd _file;
        private readonly MemoryMapping _memory;

        internal RealModeGuest(byte[] code)
        {
            RequireKvm();
            _device = KvmDevice.Open();
            _file = MemFd.Create("guest");
            _file.SetLength(MemoryBytes);
            _memory = MemoryMapping.Map(_file, MemoryBytes);
            code.CopyTo(_memory.Slice(0, code.Length));
            Vm = _device.CreateVm();
            Vm.SetTssAddress(0xFFFB_D000);
            Vm.SetUserMemoryRegion(0, 0, _memory, 0, MemoryBytes);
            Vcpu = Vm.CreateVcpu(0);
            KvmSregs special = Vcpu.SpecialRegisters;
            special.cs.@base = 0;
            special.cs.selector = 0;
            Vcpu.SpecialRegisters = special;
            Vcpu.Registers = new KvmRegs { rip = 0, rflags = 2 };
            Vcpu.BindToThread();
        }

        internal KvmVm Vm { get; }

        internal KvmVcpu Vcpu { get; }

        public void Dispose()
        {
            Vcpu.Dispose();
            Vm.Dispose();
            _memory.Dispose();
            _file.Dispose();
            _device.Dispose();
        }
    }
}
