using System.Runtime.InteropServices;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Native;

internal static unsafe partial class LibC
{
    /// <summary>
    /// sigprocmask(2), which in glibc changes the calling thread's mask. The sets are glibc's <c>sigset_t</c> of 128
    /// bytes, of which the kernel uses the first 8; glibc leaves its own signals 32 and 33 unblocked.
    /// </summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sigprocmask(SignalMaskChange how, ulong* set, ulong* oldSet);

    /// <summary>signalfd(2); glibc reads 8 bytes of the set.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int signalfd(int fd, ulong* mask, SignalFdFlags flags);

    /// <summary>gettid(2); it can't fail.</summary>
    [LibraryImport("libc")]
    internal static partial int gettid();

    /// <summary>tgkill(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int tgkill(int tgid, int tid, Signal signal);

    /// <summary>sigtimedwait(2); glibc reads 8 bytes of the set.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sigtimedwait(ulong* set, void* info, TimeSpec* timeout);

    /// <summary>Takes a blocked signal that waits, if one does.</summary>
    internal static void TakePendingSignal(ulong set)
    {
        // glibc's sigset_t has 128 bytes, though the kernel uses 8.
        const int SetWords = 16;
        ulong* signals = stackalloc ulong[SetWords];
        new Span<ulong>(signals, SetWords).Clear();
        signals[0] = set;
        TimeSpec atOnce = default;
        sigtimedwait(signals, null, &atOnce);
    }
}
