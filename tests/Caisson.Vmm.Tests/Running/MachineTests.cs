using System.Text;
using Caisson.Linux.Kvm;
using Caisson.Linux.Uapi.Kvm;
using Caisson.Vmm.Emulation;
using Caisson.Vmm.Running;
using Caisson.Vmm.Tests.Support;

namespace Caisson.Vmm.Tests.Running;

/// <summary>Machines that run: kernels of a few instructions on any KVM, and a stock one where KVM is of use.</summary>
public sealed class MachineTests : IDisposable
{
    // A kernel to boot, by its path. Whoever names one says that this machine's KVM is of use.
    private const string KernelVariable = "CAISSON_TEST_KERNEL";

    private readonly string _kernel = Path.GetTempFileName();
    private readonly RecordingConsole _console = new();

    public void Dispose() => File.Delete(_kernel);

    // mov dx, 0x3f8; mov al, 'o'; out dx, al; mov al, 'k'; out dx, al; mov dx, 0x600; mov al, 0x34; out dx, al; jmp $
    [Fact]
    public async Task Start_KernelTurnsOff_WritesAndEnds()
    {
        using Machine machine = Create(
            [0x66, 0xBA, 0xF8, 0x03, 0xB0, 0x6F, 0xEE, 0xB0, 0x6B, 0xEE, 0x66, 0xBA, 0x00, 0x06, 0xB0, 0x34, 0xEE, 0xEB, 0xFE]);

        machine.Start();
        MachineEnd end = await machine.End.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(new MachineEnd(MachineEndKind.PowerOff), end);
        Assert.Equal("ok", _console.Text);
        Assert.Equal(3, machine.Exits[KvmExitReason.KVM_EXIT_IO]);
    }

    // mov al, 0xfe; out 0x64, al; jmp $
    [Fact]
    public async Task Start_KernelPulsesReset_EndsWithReset()
    {
        using Machine machine = Create([0xB0, 0xFE, 0xE6, 0x64, 0xEB, 0xFE]);

        machine.Start();

        Assert.Equal(
            new MachineEnd(MachineEndKind.Reset), await machine.End.WaitAsync(TestContext.Current.CancellationToken));
    }

    // jmp $
    [Fact]
    public async Task Stop_KernelGoesOnForEver_Ends()
    {
        using Machine machine = Create([0xEB, 0xFE], processors: 2);
        machine.Start();

        machine.Stop();

        Assert.Equal(MachineEndKind.Stopped, (await machine.End).Kind);
    }

    [Fact]
    public void Create_KernelThatIsNone_SaysSo()
    {
        RequireKvm();
        File.WriteAllText(_kernel, "no kernel");

        var error = Assert.Throws<VmmException>(() => Machine.Create(Options(1)));

        Assert.Equal($"{_kernel}: is neither a bzImage (vmlinuz) nor an ELF file (vmlinux)", error.Message);
    }

    [Fact]
    public async Task Start_StockKernel_SpeaksOnItsConsole()
    {
        if (Environment.GetEnvironmentVariable(KernelVariable) is not { Length: > 0 } kernel)
        {
            Assert.Skip($"needs a kernel in {KernelVariable}");
            return;
        }

        // Without a root file system the kernel panics when it is done, and panic=-1 resets the machine at once.
        using Machine machine = Machine.Create(new MachineOptions
        {
            Kernel = kernel,
            CommandLine = "console=ttyS0 panic=-1 reboot=k",
            MemoryBytes = 256 << 20,
            Console = _console,
        });
        machine.Start();
        MachineEnd end = await machine.End.WaitAsync(TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(_console.Text);
        Assert.Equal(new MachineEnd(MachineEndKind.Reset), end);
        Assert.Contains("Linux version", _console.Text);
        Assert.Matches("ttyS0 at I/O 0x3f8 \\(irq = [0-9]+, base_baud = 115200\\) is a 16550A", _console.Text);
        Assert.Contains("Unable to mount root fs", _console.Text);
    }

    private Machine Create(byte[] code, int processors = 1)
    {
        RequireKvm();
        byte[] elf = KernelFiles.Elf(pvh: false);
        code.CopyTo(elf.AsSpan(KernelFiles.SegmentOffset + 0x10));
        File.WriteAllBytes(_kernel, elf);
        return Machine.Create(Options(processors));
    }

    private MachineOptions Options(int processors) => new()
    {
        Kernel = _kernel,
        Processors = processors,
        MemoryBytes = 32 << 20,
        Console = _console,
    };

    private static void RequireKvm()
    {
        if (!File.Exists(KvmDevice.DefaultPath))
        {
            Assert.Skip("needs /dev/kvm");
        }
    }

    private sealed class RecordingConsole : ISerialOutput
    {
        private readonly StringBuilder _text = new();

        internal string Text
        {
            get
            {
                lock (_text)
                {
                    return _text.ToString();
                }
            }
        }

        public void Write(byte value)
        {
            lock (_text)
            {
                _text.Append((char)value);
            }
        }
    }
}
