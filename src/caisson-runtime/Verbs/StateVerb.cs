using Caisson.Linux.Descriptors;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.CommandLine.Output;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary><c>state</c>: what is known of a container, as JSON.</summary>
internal sealed class StateVerb : Verb
{
    /// <inheritdoc/>
    internal override string Name => "state";

    /// <inheritdoc/>
    internal override string Summary => "print the state of a container as JSON";

    /// <inheritdoc/>
    internal override int Run(Invocation invocation)
    {
        ContainerState state = invocation.OpenStore().Load(invocation.ContainerId).ToState();
        StandardStreams.WriteOutput(StateDocument.ForState(state));
        return ExitStatus.Success;
    }
}
