namespace Caisson.Linux.Processes;

/// <summary>What becomes of a step's result.</summary>
internal enum StepKind
{
    /// <summary>A failure ends the child.</summary>
    MustSucceed = 0,

    /// <summary>A failure is passed over.</summary>
    MayFail,

    /// <summary>Anything but 0 ends this process in peace (the parent's side of a clone).</summary>
    ExitUnlessZero,

    /// <summary>Anything but 1 ends the child.</summary>
    FailUnlessOne,

    /// <summary>A path at the first argument that does not begin with a slash ends the child, as a failure does.</summary>
    FailUnlessReachable,

    /// <summary>The result, a failure too, is what a later <see cref="FailUnlessEither"/> step looks at.</summary>
    KeepOutcome,

    /// <summary>A failure ends the child where the kept result was one too.</summary>
    FailUnlessEither,

    /// <summary>The result is left on the shared page.</summary>
    ShareResult,

    /// <summary>The result is the first argument of the <see cref="UseKept"/> steps that follow.</summary>
    KeepResult,

    /// <summary>The first argument is the result kept before.</summary>
    UseKept,
}

/// <summary>One system call of a <see cref="SyscallProgram"/>: its number and arguments, in native memory.</summary>
internal struct ProgramStep
{
    internal nint Number;
    internal nint A0;
    internal nint A1;
    internal nint A2;
    internal nint A3;
    internal nint A4;
    internal StepKind Kind;
}
