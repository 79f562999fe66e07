namespace Caisson.Keeping.Server;

/// <summary>An exec.</summary>
internal sealed class KeptExec : KeptProcess
{
    /// <summary>Its id.</summary>
    internal required string Id { get; init; }

    /// <inheritdoc/>
    internal override string? ExecId => Id;
}
