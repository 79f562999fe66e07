using Caisson.Cli.Client;
using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Containers;

/// <summary><c>container kill</c>.</summary>
internal sealed class KillVerb : EachVerb
{
    private readonly TextFlag _signal = new("signal", "Signal to send to the container") { Shorthand = 's' };

    /// <inheritdoc/>
    internal override string Summary => "Kill one or more running containers";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "CONTAINER [CONTAINER...]";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_signal];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.RunningContainer;

    /// <inheritdoc/>
    protected override async Task<string?> DoAsync(Invocation invocation, EngineClient client, string name)
    {
        await client.PostAsync(Container(name) + "/kill", new Query().Add("signal", _signal.Value), null, invocation.Cancellation).ConfigureAwait(false);
        return null;
    }
}
