using Caisson.Runtime.CommandLine.Options;
using Caisson.Runtime.Lifecycle;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary><c>run</c>: create, start, wait and delete in one.</summary>
internal sealed class RunVerb : Verb
{
    private readonly BundleOptions _bundle = new();
    private readonly SwitchOption _detach = new("detach", "leave the container running and return") { Alias = 'd' };
    private readonly SwitchOption _keep = new("keep", "leave the state of the container when it has ended");
    private readonly SwitchOption _noSubreaper = new(
        "no-subreaper", "leave orphans of the container to whoever takes the host's");

    /// <inheritdoc/>
    internal override string Name => "run";

    /// <inheritdoc/>
    internal override string Summary => "create a container, start it and wait for its end";

    /// <inheritdoc/>
    internal override string Description => """
        Ends with the status of the container's process, or 128 and the number of the
           signal that ended it. The id must be new on this machine.
        """;

    /// <inheritdoc/>
    internal override string FailurePrefix => $"{ProgramInfo.Name} run failed: ";

    /// <inheritdoc/>
    protected override Option[] Options => [.. _bundle.All, _detach, _keep, _noSubreaper];

    /// <inheritdoc/>
    internal override int Run(Invocation invocation)
    {
        return RunContainer.Run(invocation.OpenStore(), new RunRequest
        {
            Id = invocation.ContainerId,
            Bundle = _bundle.Bundle,
            ConsoleSocket = _bundle.ConsoleSocket,
            PidFile = _bundle.PidFile,
            NoPivot = _bundle.NoPivot,
            NoNewKeyring = _bundle.NoNewKeyring,
            PreserveFds = _bundle.PreserveFds,
            Detach = _detach.Value,
            Keep = _keep.Value,
            NoSubreaper = _noSubreaper.Value,
            SystemdCgroup = invocation.Global.SystemdCgroup,
            Rootless = invocation.Global.Rootless,
            Warn = invocation.Log.Warning,
        });
    }
}
