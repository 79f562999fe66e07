using Caisson.Cli.Verbs.Networks;

namespace Caisson.Cli.Verbs.Tables;

/// <summary>Networks.</summary>
internal static class NetworkVerbs
{
    /// <summary>The paths, each time with verbs of their own.</summary>
    internal static IEnumerable<VerbPath> All =>
    [
        .. VerbPath.Of(new NetworkConnectVerb(), "network connect"),
        .. VerbPath.Of(new NetworkCreateVerb(), "network create"),
        .. VerbPath.Of(new NetworkDisconnectVerb(), "network disconnect"),
        .. VerbPath.Of(new NetworkInspectVerb(), "network inspect"),
        .. VerbPath.Of(new NetworkListVerb(), "network ls", "network list!"),
        .. VerbPath.Of(new NetworkPruneVerb(), "network prune"),
        .. VerbPath.Of(new NetworkRemoveVerb(), "network rm", "network remove!"),
    ];
}
