using Caisson.Linux.Uapi;

namespace Caisson.Linux.Signals;

/// <summary>A set of signals: bit n-1 is signal n, as the kernel has it; signal(7).</summary>
/// <param name="Bits">The bits.</param>
public readonly record struct SignalSet(ulong Bits)
{
    /// <summary>The highest signal number.</summary>
    public const int MaxSignal = 64;

    /// <summary>No signal.</summary>
    public static SignalSet Empty => default;

    /// <summary>
    /// Every signal that somebody else may send and this process may hold back. Left out are SIGKILL and SIGSTOP, which can't be
    /// blocked; SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV and SIGSYS, which a fault of the thread itself raises and the
    /// kernel kills for when they are blocked; SIGTTIN and SIGTTOU, which stop who uses the terminal from the background (blocked, reading
    /// it would fail); and 32, 33 (glibc's) and 34 (the .NET runtime stops threads with it).
    /// </summary>
    public static SignalSet Forwardable { get; } = new(
        ~Of(
            Signal.SIGKILL, Signal.SIGSTOP, Signal.SIGILL, Signal.SIGTRAP, Signal.SIGBUS, Signal.SIGFPE,
            Signal.SIGSEGV, Signal.SIGSYS, Signal.SIGTTIN, Signal.SIGTTOU, (Signal)32, (Signal)33, (Signal)34).Bits);

    /// <summary>A set of some signals.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not 1 to 64.</exception>
    public static SignalSet Of(params ReadOnlySpan<Signal> signals)
    {
        ulong bits = 0;
        foreach (Signal signal in signals)
        {
            bits |= Bit(signal);
        }

        return new SignalSet(bits);
    }

    /// <summary>Whether a signal is in the set.</summary>
    public bool Contains(Signal signal) => (Bits & Bit(signal)) != 0;

    /// <summary>The signals of both sets.</summary>
    public SignalSet With(SignalSet other) => new(Bits | other.Bits);

    /// <summary>The signals of this set that are not in the other.</summary>
    public SignalSet Without(SignalSet other) => new(Bits & ~other.Bits);

    private static ulong Bit(Signal signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((int)signal, 1, nameof(signal));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)signal, MaxSignal, nameof(signal));
        return 1UL << ((int)signal - 1);
    }
}
