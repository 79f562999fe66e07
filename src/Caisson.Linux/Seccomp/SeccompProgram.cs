using System.Runtime.InteropServices;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Seccomp;

/// <summary>A compiled profile: what seccomp(2) takes.</summary>
public sealed class SeccompProgram
{
    private readonly SockFilter[] _instructions;

    internal SeccompProgram(SockFilter[] instructions, SeccompFilterFlags flags) =>
        (_instructions, Flags) = (instructions, flags);

    /// <summary>Takes a program that was compiled in another process.</summary>
    /// <param name="instructions">As <see cref="Instructions"/> gave them.</param>
    /// <param name="flags">As <see cref="Flags"/> gave them.</param>
    public static SeccompProgram FromInstructions(ReadOnlySpan<byte> instructions, SeccompFilterFlags flags) =>
        new(MemoryMarshal.Cast<byte, SockFilter>(instructions).ToArray(), flags);

    /// <summary>The instructions, classic BPF in the machine's byte order, 8 bytes each; <c>struct sock_filter</c>.</summary>
    public ReadOnlySpan<byte> Instructions => MemoryMarshal.AsBytes(_instructions.AsSpan());

    /// <summary>The flags for seccomp(2).</summary>
    public SeccompFilterFlags Flags { get; }

    /// <summary>Whether a rule has SCMP_ACT_NOTIFY, so that loading returns a listener.</summary>
    public bool HasListener => (Flags & SeccompFilterFlags.SECCOMP_FILTER_FLAG_NEW_LISTENER) != 0;
}
