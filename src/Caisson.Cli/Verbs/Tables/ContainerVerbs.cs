using Caisson.Cli.Verbs.Containers;
using Caisson.Cli.Verbs.Processes;
using Caisson.Cli.Verbs.Trees;

namespace Caisson.Cli.Verbs.Tables;

/// <summary>Containers, and what they run and hold.</summary>
internal static class ContainerVerbs
{
    /// <summary>The paths, each time with verbs of their own.</summary>
    internal static IEnumerable<VerbPath> All =>
    [
        .. VerbPath.Of(new AttachVerb(), "container attach", "attach"),
        .. VerbPath.Of(new CommitVerb(), "container commit", "commit"),
        .. VerbPath.Of(new CopyVerb(), "container cp", "cp"),
        .. VerbPath.Of(new CreateVerb(), "container create", "create"),
        .. VerbPath.Of(new DiffVerb(), "container diff", "diff"),
        .. VerbPath.Of(new ExecVerb(), "container exec", "exec"),
        .. VerbPath.Of(new ContainerExportVerb(), "container export", "export"),
        .. VerbPath.Of(new ContainerInspectVerb(), "container inspect"),
        .. VerbPath.Of(new KillVerb(), "container kill", "kill"),
        .. VerbPath.Of(new LogsVerb(), "container logs", "logs"),
        .. VerbPath.Of(new ContainerListVerb(), "container ls", "container list!", "container ps!", "ps"),
        .. VerbPath.Of(new PauseVerb(), "container pause", "pause"),
        .. VerbPath.Of(new PortVerb(), "container port", "port"),
        .. VerbPath.Of(new ContainerPruneVerb(), "container prune"),
        .. VerbPath.Of(new RenameVerb(), "container rename", "rename"),
        .. VerbPath.Of(new RestartVerb(), "container restart", "restart"),
        .. VerbPath.Of(new ContainerRemoveVerb(), "container rm", "container remove!", "rm"),
        .. VerbPath.Of(new RunVerb(), "container run", "run"),
        .. VerbPath.Of(new StartVerb(), "container start", "start"),
        .. VerbPath.Of(new StatsVerb(), "container stats", "stats"),
        .. VerbPath.Of(new StopVerb(), "container stop", "stop"),
        .. VerbPath.Of(new TopVerb(), "container top", "top"),
        .. VerbPath.Of(new UnpauseVerb(), "container unpause", "unpause"),
        .. VerbPath.Of(new UpdateVerb(), "container update", "update"),
        .. VerbPath.Of(new WaitVerb(), "container wait", "wait"),
    ];
}
