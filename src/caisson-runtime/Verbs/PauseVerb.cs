using Caisson.Runtime.Lifecycle;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary><c>pause</c>: freezes a container.</summary>
internal sealed class PauseVerb : Verb
{
    /// <inheritdoc/>
    internal override string Name => "pause";

    /// <inheritdoc/>
    internal override string Summary => "freeze all processes of a container";

    /// <inheritdoc/>
    internal override int Run(Invocation invocation)
    {
        PauseContainer.Pause(invocation.OpenStore(), invocation.ContainerId);
        return ExitStatus.Success;
    }
}
