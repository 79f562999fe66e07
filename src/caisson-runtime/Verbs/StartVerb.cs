using Caisson.Runtime.Lifecycle;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary><c>start</c>: the user's program of a created container.</summary>
internal sealed class StartVerb : Verb
{
    /// <inheritdoc/>
    internal override string Name => "start";

    /// <inheritdoc/>
    internal override string Summary => "start the program of a created container";

    /// <inheritdoc/>
    internal override int Run(Invocation invocation)
    {
        StartContainer.Run(invocation.OpenStore(), invocation.ContainerId, invocation.Log.Warning);
        return ExitStatus.Success;
    }
}
