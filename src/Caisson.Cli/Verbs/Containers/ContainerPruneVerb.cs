using Caisson.Cli.Client;

namespace Caisson.Cli.Verbs.Containers;

/// <summary><c>container prune</c>.</summary>
internal sealed class ContainerPruneVerb() : PruneVerbBase("until=<timestamp>")
{
    /// <inheritdoc/>
    internal override string Summary => "Remove all stopped containers";

    /// <inheritdoc/>
    protected override string RequestPath => "/containers/prune";

    /// <inheritdoc/>
    protected override string Removed => "ContainersDeleted";

    /// <inheritdoc/>
    protected override string Title => "Deleted Containers";

    /// <inheritdoc/>
    protected override string Warning(EngineClient client) => "WARNING! This will remove all stopped containers.";
}
