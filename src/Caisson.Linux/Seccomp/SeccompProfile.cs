using Caisson.Linux.Uapi;

namespace Caisson.Linux.Seccomp;

/// <summary>Which system calls may run, and what happens to the others; seccomp(2).</summary>
/// <remarks>
/// A call's rules do not depend on their order, except where they contradict each other: a rule without conditions is
/// above those that have some, and among equals the first one holds.
/// </remarks>
public sealed record SeccompProfile
{
    /// <summary>What happens to calls that no rule names.</summary>
    public required ScmpAction DefaultAction { get; init; }

    /// <summary>The errno of SCMP_ACT_ERRNO, or what SCMP_ACT_TRACE tells the tracer; null means EPERM.</summary>
    public uint? DefaultErrnoRet { get; init; }

    /// <summary>
    /// Architectures beside the native one. Those that this machine's kernel can't run are accepted and left out: no call
    /// will ever come from them.
    /// </summary>
    public IReadOnlyList<ScmpArch> Architectures { get; init; } = [];

    /// <summary>TSYNC, LOG, SPEC_ALLOW and WAIT_KILLABLE_RECV; NEW_LISTENER follows from the rules.</summary>
    public SeccompFilterFlags Flags { get; init; }

    /// <summary>The rules.</summary>
    public IReadOnlyList<SeccompRule> Rules { get; init; } = [];
}

/// <summary>A rule: what happens to some system calls.</summary>
public sealed record SeccompRule
{
    /// <summary>Names of system calls. Those that libseccomp does not know are passed over.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>What happens.</summary>
    public required ScmpAction Action { get; init; }

    /// <summary>The errno of SCMP_ACT_ERRNO, or what SCMP_ACT_TRACE tells the tracer; null means EPERM.</summary>
    public uint? ErrnoRet { get; init; }

    /// <summary>
    /// Conditions, which must all hold; but where several are about the same argument, each is a rule of its own, and one
    /// that holds is enough (as runc and crun read it).
    /// </summary>
    public IReadOnlyList<SeccompCondition> Conditions { get; init; } = [];
}

/// <summary>A condition on an argument. On 32-bit architectures the low 32 bits are compared.</summary>
/// <param name="Index">Which argument, 0 to 5.</param>
/// <param name="Op">The comparison.</param>
/// <param name="Value">What it is compared with; the mask for SCMP_CMP_MASKED_EQ.</param>
/// <param name="ValueTwo">What the masked argument is compared with, for SCMP_CMP_MASKED_EQ.</param>
public readonly record struct SeccompCondition(uint Index, ScmpCompare Op, ulong Value, ulong ValueTwo = 0);
