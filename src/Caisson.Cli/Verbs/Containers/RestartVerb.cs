using Caisson.Cli.Client;
using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Containers;

/// <summary><c>container restart</c>.</summary>
internal sealed class RestartVerb : EachVerb
{
    private readonly TextFlag _signal = new("signal", "Signal to send to the container") { Shorthand = 's' };
    private readonly WholeFlag _timeout = new("timeout", "Seconds to wait before killing the container") { Shorthand = 't' };
    private readonly WholeFlag _time = new("time", "Seconds to wait before killing the container") { IsHidden = true, Successor = "timeout" };

    /// <inheritdoc/>
    internal override string Summary => "Restart one or more containers";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "CONTAINER [CONTAINER...]";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_signal, _timeout, _time];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Container;

    /// <inheritdoc/>
    protected override async Task<string?> DoAsync(Invocation invocation, EngineClient client, string name)
    {
        await client.PostAsync(Container(name) + "/restart", new Query().Add("signal", _signal.Value).Add("t", _timeout.ValueOrNull ?? _time.ValueOrNull), null, invocation.Cancellation).ConfigureAwait(false);
        return null;
    }
}
