namespace Caisson.Engine.Processes;

/// <summary>Processes of a container, as ps(1) shows them.</summary>
/// <param name="Titles">The columns' titles.</param>
/// <param name="Rows">A row for each process.</param>
public sealed record ProcessTable(IReadOnlyList<string> Titles, IReadOnlyList<IReadOnlyList<string>> Rows);
