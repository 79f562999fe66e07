namespace Caisson.Api.Processes;

/// <summary>The answer to a change of a container.</summary>
internal sealed class UpdateAnswer
{
    /// <summary>What the client should know.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
