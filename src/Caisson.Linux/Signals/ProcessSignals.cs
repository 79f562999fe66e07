using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Caisson.Linux.Signals;

/// <summary>
/// Blocks signals in every thread of an ahead-of-time compiled process, so that they arrive at a <see cref="SignalFd"/> and
/// nowhere else.
/// </summary>
/// <remarks>
/// The .NET runtime starts its finalizer thread before Main runs, and the kernel gives a signal sent to the process
/// to any thread that lets it through: SIGTERM would end the process, SIGCHLD and SIGWINCH be lost. A thread's mask can be set
/// by that thread alone, and finalizers are what can be made to run on that one. What cannot be reached (a thread of the
/// thread pool, the compiler's threads of a process that is not compiled ahead of time) is found and reported.
/// </remarks>
public static class ProcessSignals
{
    private static ulong _blockedByFinalizer;

    /// <summary>Blocks signals in the calling thread, in the finalizer thread, and so in all threads started later by either.</summary>
    /// <param name="signals">The signals.</param>
    /// <returns>What the calling thread blocked before: what a child process is to start with.</returns>
    /// <exception cref="InvalidOperationException">A thread remains that lets one of them through; the message names it.</exception>
    public static SignalSet BlockEverywhere(SignalSet signals)
    {
        SignalSet before = SignalMask.Block(signals);
        if (FindThreadWithout(signals) is null)
        {
            return before;
        }

        Volatile.Write(ref _blockedByFinalizer, signals.Bits);
        LeaveForFinalizer();
        GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        GC.WaitForPendingFinalizers();
        if (FindThreadWithout(signals) is { } thread)
        {
            SignalMask.Set(before);
            throw new InvalidOperationException($"thread '{thread}' does not block the signals to be read");
        }

        return before;
    }

    // Not inlined: the object must be unreachable once this method has returned.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LeaveForFinalizer() => _ = new MaskSetter();

    private static string? FindThreadWithout(SignalSet signals)
    {
        foreach (string thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            try
            {
                if (signals.Without(ReadBlocked(thread)).Bits != 0)
                {
                    return File.ReadAllText(thread + "/comm").TrimEnd();
                }
            }
            catch (IOException)
            {
                // The thread has ended since it was listed.
            }
        }

        return null;
    }

    private static SignalSet ReadBlocked(string thread)
    {
        ReadOnlySpan<byte> status = File.ReadAllBytes(thread + "/status");
        ReadOnlySpan<byte> rest = status[(status.IndexOf("\nSigBlk:\t"u8) + "\nSigBlk:\t"u8.Length)..];
        return Utf8Parser.TryParse(rest, out ulong bits, out _, 'x') ? new SignalSet(bits) : SignalSet.Empty;
    }

    private sealed class MaskSetter
    {
        ~MaskSetter() => SignalMask.Block(new SignalSet(Volatile.Read(ref _blockedByFinalizer)));
    }
}
