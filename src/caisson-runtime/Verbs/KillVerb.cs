using Caisson.Linux.Signals;
using Caisson.Runtime.CommandLine.Options;
using Caisson.Runtime.Lifecycle;
using Caisson.Runtime.State;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary><c>kill</c>: a signal to the container's process, or to all of its processes.</summary>
internal sealed class KillVerb : Verb
{
    private readonly SwitchOption _all = new("all", "send it to every process of the container") { Alias = 'a' };

    /// <inheritdoc/>
    internal override string Name => "kill";

    /// <inheritdoc/>
    internal override string Summary =>
        "send a signal (SIGTERM, unless told otherwise) to the container's first process";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "<container-id> [signal]";

    /// <inheritdoc/>
    internal override string Description => """
        The signal is a number or a name, with or without SIG, in any case: 9, KILL,
           sigkill. Real-time signals are RTMIN, RTMIN+n, RTMAX-n, RTMAX.
        """;

    /// <inheritdoc/>
    internal override ArgumentCount ArgumentCount => new(1, 2);

    /// <inheritdoc/>
    protected override Option[] Options => [_all];

    /// <inheritdoc/>
    internal override int Run(Invocation invocation)
    {
        string id = invocation.ContainerId;
        ContainerStore store = invocation.OpenStore();
        string name = invocation.Arguments is [_, { Length: > 0 } given] ? given : "TERM";
        if (!SignalName.TryParse(name, out int signal))
        {
            // A container that does not exist is the greater mistake, and what callers look for.
            store.Load(id);
            throw new ContainerException($"unknown signal {GoText.Quote(name)}");
        }

        KillContainer.Run(store, id, signal, _all.Value);
        return ExitStatus.Success;
    }
}
