using System.Runtime.InteropServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Signals;

/// <summary>
/// Signals as something that can be waited for and read instead of interrupting; signalfd(2). Non-blocking.
/// </summary>
/// <remarks>
/// Only blocked signals arrive here: see <see cref="ProcessSignals"/> and <see cref="SignalMask"/>. The descriptor reports the
/// signals of the thread that <em>reads</em>, and those of the process.
/// Thread: the one that blocked the signals. Allocates: never.
/// </remarks>
public sealed unsafe class SignalFd : FileDescriptor
{
    /// <summary>Takes in a set of signals.</summary>
    /// <exception cref="LinuxException">EMFILE, ENFILE.</exception>
    public SignalFd(SignalSet signals)
        : base(Open(signals))
    {
    }

    /// <summary>Takes the next signal.</summary>
    /// <returns>False if there is none.</returns>
    public bool TryTake(out ReceivedSignal signal)
    {
        signal = default;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<ReceivedSignal>(ref signal));

        // The kernel hands over whole records only.
        return this.TryRead(bytes, out int count) && count == bytes.Length;
    }

    private static int Open(SignalSet signals)
    {
        ulong bits = signals.Bits;
        return LinuxException.Check(
            LibC.signalfd(-1, &bits, SignalFdFlags.SFD_CLOEXEC | SignalFdFlags.SFD_NONBLOCK), "signalfd");
    }
}

/// <summary>What is known of a signal: the head of <c>struct signalfd_siginfo</c> (128 bytes); signalfd(2).</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
public readonly struct ReceivedSignal
{
    private const int SI_KERNEL = 0x80;

    [FieldOffset(0)]
    private readonly uint _signo;

    [FieldOffset(8)]
    private readonly int _code;

    [FieldOffset(12)]
    private readonly uint _pid;

    [FieldOffset(40)]
    private readonly int _status;

    /// <summary>The signal; real-time signals have no name in the enum.</summary>
    public Signal Signal => (Signal)_signo;

    /// <summary>Whether the kernel sent it by itself, as it does for the keys of a terminal; SI_KERNEL, sigaction(2).</summary>
    public bool IsFromKernel => _code == SI_KERNEL;

    /// <summary>Who sent it, or the child that it is about (SIGCHLD); 0 from the kernel or out of an outer PID namespace.</summary>
    public int ProcessId => (int)_pid;

    /// <summary>Of SIGCHLD: the exit status or the signal. Several children's signals may have become one: call waitid(2).</summary>
    public int Status => _status;
}
