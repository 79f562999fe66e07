using Caisson.Cli.Verbs.Engine;
using Caisson.Cli.Verbs.Host;

namespace Caisson.Cli.Verbs.Tables;

/// <summary>The engine, and this program.</summary>
internal static class SystemVerbs
{
    /// <summary>The paths, each time with verbs of their own.</summary>
    internal static IEnumerable<VerbPath> All =>
    [
        .. VerbPath.Of(new DiskUsageVerb(), "system df"),
        .. VerbPath.Of(new EventsVerb(), "system events", "events"),
        .. VerbPath.Of(new InfoVerb(), "system info", "info"),
        .. VerbPath.Of(new SystemPruneVerb(), "system prune"),
        .. VerbPath.Of(new EngineStartVerb(), "engine start"),
        .. VerbPath.Of(new EngineStopVerb(), "engine stop"),
        .. VerbPath.Of(new EngineStatusVerb(), "engine status"),
        .. VerbPath.Of(new EngineResetVerb(), "engine reset"),
        .. VerbPath.Of(new ContextVerb(), "context"),
        .. VerbPath.Of(new InspectVerb(), "inspect"),
        .. VerbPath.Of(new VersionVerb(), "version"),
        .. VerbPath.Of(new CompletionVerb(), "completion"),
        .. VerbPath.Of(new CompleteVerb(), "__complete"),
    ];
}
