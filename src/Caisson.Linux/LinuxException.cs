using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Caisson.Linux.Uapi;

namespace Caisson.Linux;

/// <summary>
/// A system call that failed: which call, on what, and errno's name. The message reads
/// <c>mount overlay on /x: EINVAL (Invalid argument)</c>; errno(3).
/// </summary>
public sealed class LinuxException : Exception
{
    /// <summary>Describes a failed call.</summary>
    /// <param name="errno">What the kernel answered.</param>
    /// <param name="call">The call, and what it was to do: <c>openat2</c>, <c>mount overlay</c>.</param>
    /// <param name="target">The object: a path, a descriptor's origin, a process; null where there is none.</param>
    public LinuxException(Errno errno, string call, string? target = null)
    {
        Errno = errno;
        Call = call;
        Target = target;
    }

    // Put together when it is asked for: most failures are expected, and nobody reads their text.
    /// <inheritdoc/>
    public override string Message => Target is null ? $"{Call}: {Describe(Errno)}" : $"{Call} {Target}: {Describe(Errno)}";

    /// <summary>What the kernel answered.</summary>
    public Errno Errno { get; }

    /// <summary>The call, and what it was to do.</summary>
    public string Call { get; }

    /// <summary>The object of the call, or null.</summary>
    public string? Target { get; }

    /// <summary>errno in words, as strerror(3) has it: <c>EINVAL (Invalid argument)</c>.</summary>
    public static string Describe(Errno errno) => $"{errno} ({Marshal.GetPInvokeErrorMessage((int)errno)})";

    /// <summary>Passes a result through, or raises the error of the P/Invoke that just returned -1.</summary>
    /// <param name="result">What the call returned.</param>
    /// <param name="call">See the constructor.</param>
    /// <param name="target">See the constructor.</param>
    /// <exception cref="LinuxException">The result is negative.</exception>
    internal static int Check(int result, string call, string? target = null)
    {
        if (result < 0)
        {
            ThrowLast(call, target);
        }

        return result;
    }

    /// <inheritdoc cref="Check(int, string, string?)"/>
    internal static nint Check(nint result, string call, string? target = null)
    {
        if (result < 0)
        {
            ThrowLast(call, target);
        }

        return result;
    }

    /// <summary>Raises the error of the P/Invoke that just failed.</summary>
    [DoesNotReturn]
    internal static void ThrowLast(string call, string? target = null) =>
        throw new LinuxException((Errno)Marshal.GetLastPInvokeError(), call, target);
}
