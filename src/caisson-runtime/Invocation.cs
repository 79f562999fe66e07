using Caisson.Runtime.CommandLine.Logging;
using Caisson.Runtime.State;

namespace Caisson.Runtime.CommandLine;

/// <summary>What a verb is run with.</summary>
/// <param name="Global">The options in front of the verb.</param>
/// <param name="Log">Where to say what was left out.</param>
/// <param name="Arguments">What the command line has besides options.</param>
internal sealed record Invocation(GlobalOptions Global, Log Log, string[] Arguments)
{
    /// <summary>The first argument, which nearly every verb takes for the container's id.</summary>
    /// <exception cref="ContainerException">It is empty.</exception>
    internal string ContainerId =>
        Arguments[0].Length > 0 ? Arguments[0] : throw new ContainerException("container id cannot be empty");

    /// <summary>Opens the store that the options name.</summary>
    /// <exception cref="ContainerException">They name none that can be used.</exception>
    internal ContainerStore OpenStore() => new(Global.Root);
}
