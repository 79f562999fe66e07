using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Sessions;

namespace Caisson.Cli.Verbs.Processes;

/// <summary><c>container attach</c>.</summary>
internal sealed class AttachVerb : EngineVerb
{
    private readonly TextFlag _detachKeys = new("detach-keys", "Override the key sequence for detaching a container");
    private readonly SwitchFlag _noInput = new("no-stdin", "Do not attach STDIN");
    private readonly SwitchFlag _signalProxy = new("sig-proxy", "Proxy all received signals to the process") { Default = true };

    /// <inheritdoc/>
    internal override string Summary => "Attach local standard input, output, and error streams to a running container";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "CONTAINER";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, 1);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_detachKeys, _noInput, _signalProxy];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.RunningContainer;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        string name = invocation.Arguments[0];
        JsonElement container = await client.GetAsync(Container(name) + "/json", null, invocation.Cancellation).ConfigureAwait(false);
        string? fault = !container.Is("State", "Running") ? "stopped"
            : container.Is("State", "Paused") ? "paused"
            : container.Is("State", "Restarting") ? "restarting" : null;
        if (fault is not null)
        {
            throw new ArgumentFault(fault switch
            {
                "stopped" => "You cannot attach to a stopped container, start it first",
                "paused" => "You cannot attach to a paused container, unpause it first",
                _ => "You cannot attach to a restarting container, wait until it is running",
            });
        }

        string id = container.Text("Id");
        bool hasTerminal = container.Is("Config", "Tty");
        bool hasInput = !_noInput.Value && container.Is("Config", "OpenStdin");
        if (hasTerminal && hasInput && !invocation.Streams.InputIsTerminal)
        {
            throw new ArgumentFault("the input device is not a TTY");
        }

        if (_signalProxy.Value && !hasTerminal)
        {
            SignalForwarder.Start(invocation, client, id);
        }

        Task<int> end = await ContainerEnd.ExpectAsync(client, id, "not-running", invocation.Cancellation).ConfigureAwait(false);
        Query streams = new Query()
            .Add("stream", true).Add("stdin", hasInput).Add("stdout", true).Add("stderr", true).Add("detachKeys", _detachKeys.Value);
        using HijackedStream connection = await client.HijackAsync(Container(id) + "/attach", streams, null, invocation.Cancellation).ConfigureAwait(false);
        if (hasTerminal)
        {
            TerminalResizer.Start(invocation, client, Container(id));
        }

        AttachedSession session = new(invocation.Streams, connection) { HasTerminal = hasTerminal, HasInput = hasInput, DetachKeys = _detachKeys.Value };
        if (await session.RunAsync(invocation.Cancellation).ConfigureAwait(false))
        {
            throw new ArgumentFault("read escape sequence");
        }

        return await end.ConfigureAwait(false);
    }
}
