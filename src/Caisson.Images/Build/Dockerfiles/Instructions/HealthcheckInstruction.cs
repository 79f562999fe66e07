namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary><c>HEALTHCHECK [--interval=…] … CMD COMMAND, or HEALTHCHECK NONE</c>.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Test">The test as the image's configuration has it: <c>NONE</c>, or <c>CMD</c> or <c>CMD-SHELL</c> and words.</param>
public sealed record HealthcheckInstruction(SourceLines Lines, IReadOnlyList<string> Test) : Instruction(Lines)
{
    /// <inheritdoc/>
    public override string Keyword => "HEALTHCHECK";

    /// <summary>Nanoseconds between two tests; 0 where it is not said.</summary>
    public long IntervalNanoseconds { get; init; }

    /// <summary>Nanoseconds that a test may take; 0 where it is not said.</summary>
    public long TimeoutNanoseconds { get; init; }

    /// <summary>Nanoseconds from the container's start in which failures do not count; 0 where it is not said.</summary>
    public long StartPeriodNanoseconds { get; init; }

    /// <summary>Nanoseconds between two tests within the start period; 0 where it is not said.</summary>
    public long StartIntervalNanoseconds { get; init; }

    /// <summary>Failures in a row that make a container unhealthy; 0 where it is not said.</summary>
    public int Retries { get; init; }
}
