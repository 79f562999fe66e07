namespace Caisson.Api.Processes;

/// <summary>The processes of a container; Docker Engine API, ContainerTopResponse.</summary>
internal sealed class TopAnswer
{
    /// <summary>A row for each process.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Processes { get; init; }

    /// <summary>The columns' titles.</summary>
    public required IReadOnlyList<string> Titles { get; init; }
}
