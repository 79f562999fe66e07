using Caisson.Runtime.CommandLine.Options;
using Caisson.Runtime.Lifecycle;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary><c>delete</c>: whatever a container holds on the host.</summary>
internal sealed class DeleteVerb : Verb
{
    private readonly SwitchOption _force = new(
        "force", "end a container that runs (SIGKILL), and be content if there is none")
    { Alias = 'f' };

    /// <inheritdoc/>
    internal override string Name => "delete";

    /// <inheritdoc/>
    internal override string Summary => "delete what a container that has ended holds on the host";

    /// <inheritdoc/>
    protected override Option[] Options => [_force];

    /// <inheritdoc/>
    internal override int Run(Invocation invocation)
    {
        DeleteContainer.Run(invocation.OpenStore(), invocation.ContainerId, _force.Value, invocation.Log.Warning);
        return ExitStatus.Success;
    }
}
