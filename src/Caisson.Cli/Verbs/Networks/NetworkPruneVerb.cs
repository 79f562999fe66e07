using Caisson.Cli.Client;

namespace Caisson.Cli.Verbs.Networks;

/// <summary><c>network prune</c>.</summary>
internal sealed class NetworkPruneVerb() : PruneVerbBase("until=<timestamp>")
{
    /// <inheritdoc/>
    internal override string Summary => "Remove all unused networks";

    /// <inheritdoc/>
    protected override string RequestPath => "/networks/prune";

    /// <inheritdoc/>
    protected override string Removed => "NetworksDeleted";

    /// <inheritdoc/>
    protected override string Title => "Deleted Networks";

    /// <inheritdoc/>
    protected override bool CountsSpace => false;

    /// <inheritdoc/>
    protected override string Warning(EngineClient client) => "WARNING! This will remove all custom networks not used by at least one container.";
}
