using Caisson.Runtime.Lifecycle;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary><c>resume</c>: thaws a container.</summary>
internal sealed class ResumeVerb : Verb
{
    /// <inheritdoc/>
    internal override string Name => "resume";

    /// <inheritdoc/>
    internal override string Summary => "let the processes of a paused container go on";

    /// <inheritdoc/>
    internal override int Run(Invocation invocation)
    {
        PauseContainer.Resume(invocation.OpenStore(), invocation.ContainerId);
        return ExitStatus.Success;
    }
}
