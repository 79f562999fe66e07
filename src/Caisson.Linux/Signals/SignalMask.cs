using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Signals;

/// <summary>
/// Which signals the calling thread holds back; sigprocmask(2). Threads and processes inherit the mask of the thread that
/// starts them, through execve(2) too: give a child back the mask that it should have.
/// </summary>
/// <remarks>
/// A signal sent to the process goes to any thread that does not block it, so that a signal which is to arrive at a
/// <see cref="SignalFd"/> must be blocked in every thread: see <see cref="ProcessSignals"/>.
/// Thread: the calling one is changed. Allocates: never.
/// </remarks>
public static unsafe class SignalMask
{
    // glibc's sigset_t; the kernel uses the first 8 bytes.
    private const int SetWords = 16;

    /// <summary>What the calling thread blocks now.</summary>
    public static SignalSet Current => Change(SignalMaskChange.SIG_BLOCK, SignalSet.Empty);

    /// <summary>Blocks more signals.</summary>
    /// <returns>What was blocked before, for <see cref="Set"/>.</returns>
    public static SignalSet Block(SignalSet signals) => Change(SignalMaskChange.SIG_BLOCK, signals);

    /// <summary>Lets signals through; those that came in the meantime are delivered at once.</summary>
    /// <returns>What was blocked before.</returns>
    public static SignalSet Unblock(SignalSet signals) => Change(SignalMaskChange.SIG_UNBLOCK, signals);

    /// <summary>Blocks these signals and no others.</summary>
    /// <returns>What was blocked before.</returns>
    public static SignalSet Set(SignalSet signals) => Change(SignalMaskChange.SIG_SETMASK, signals);

    private static SignalSet Change(SignalMaskChange how, SignalSet signals)
    {
        ulong* set = stackalloc ulong[SetWords];
        ulong* old = stackalloc ulong[SetWords];
        new Span<ulong>(set, SetWords).Clear();
        new Span<ulong>(old, SetWords).Clear();
        set[0] = signals.Bits;
        LinuxException.Check(LibC.sigprocmask(how, set, old), "sigprocmask");
        return new SignalSet(old[0]);
    }
}
