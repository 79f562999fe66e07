namespace Caisson.Integration.Tests.Comparison;

/// <summary>What came of a command.</summary>
/// <param name="Scenario">The scenario that it is part of.</param>
/// <param name="Command">The command.</param>
/// <param name="Lines">Its output, its errors (each behind <c>! </c>) and its exit code, masked.</param>
public sealed record StepTranscript(string Scenario, string Command, string[] Lines)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Scenario}: $ {Command}\n{string.Join('\n', Lines)}\n";
}
