using Caisson.Runtime.CommandLine.Options;
using Caisson.Runtime.Lifecycle;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary><c>create</c>: a container from a bundle, its program not yet started.</summary>
internal sealed class CreateVerb : Verb
{
    private readonly BundleOptions _bundle = new();

    /// <inheritdoc/>
    internal override string Name => "create";

    /// <inheritdoc/>
    internal override string Summary => "create a container from a bundle";

    /// <inheritdoc/>
    internal override string Description => """
        Sets up everything that the bundle's config.json asks for, except that its
           program waits for "start". The id must be new on this machine.
        """;

    /// <inheritdoc/>
    internal override string FailurePrefix => $"{ProgramInfo.Name} create failed: ";

    /// <inheritdoc/>
    protected override Option[] Options => _bundle.All;

    /// <inheritdoc/>
    internal override int Run(Invocation invocation)
    {
        CreateContainer.Run(invocation.OpenStore(), new CreateRequest
        {
            Id = invocation.ContainerId,
            Bundle = _bundle.Bundle,
            ConsoleSocket = _bundle.ConsoleSocket,
            PidFile = _bundle.PidFile,
            NoPivot = _bundle.NoPivot,
            NoNewKeyring = _bundle.NoNewKeyring,
            PreserveFds = _bundle.PreserveFds,
            SystemdCgroup = invocation.Global.SystemdCgroup,
            Rootless = invocation.Global.Rootless,
            Warn = invocation.Log.Warning,
        });
        return ExitStatus.Success;
    }
}
