using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Sessions;

namespace Caisson.Cli.Verbs.Containers;

/// <summary><c>container start</c>.</summary>
internal sealed class StartVerb : EngineVerb
{
    private readonly SwitchFlag _attach = new("attach", "Attach STDOUT/STDERR and forward signals") { Shorthand = 'a' };
    private readonly TextFlag _detachKeys = new("detach-keys", "Override the key sequence for detaching a container");
    private readonly SwitchFlag _interactive = new("interactive", "Attach container's STDIN") { Shorthand = 'i' };

    /// <inheritdoc/>
    internal override string Summary => "Start one or more stopped containers";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "CONTAINER [CONTAINER...]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, null);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_attach, _detachKeys, _interactive];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.StoppedContainer;

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation, EngineClient client) =>
        !_attach.Value && !_interactive.Value ? StartAllAsync(invocation, client)
        : invocation.Arguments.Count == 1 ? StartAttachedAsync(invocation, client, invocation.Arguments[0])
        : throw new ArgumentFault("you cannot start and attach multiple containers at once");

    private static async Task<int> StartAllAsync(Invocation invocation, EngineClient client)
    {
        List<string> failed = [];
        foreach (string name in invocation.Arguments)
        {
            try
            {
                await client.PostAsync(Container(name) + "/start", null, null, invocation.Cancellation).ConfigureAwait(false);
                invocation.Streams.WriteLine(name);
            }
            catch (EngineException e)
            {
                invocation.Streams.WriteErrorLine(e.Message);
                failed.Add(name);
            }
        }

        return failed.Count == 0 ? ExitStatus.Success : throw new ArgumentFault($"Error: failed to start containers: {string.Join(", ", failed)}");
    }

    private async Task<int> StartAttachedAsync(Invocation invocation, EngineClient client, string name)
    {
        JsonElement container = await client.GetAsync(Container(name) + "/json", null, invocation.Cancellation).ConfigureAwait(false);
        string id = container.Text("Id");
        bool hasTerminal = container.Is("Config", "Tty");
        bool hasInput = _interactive.Value && container.Is("Config", "OpenStdin");
        if (!hasTerminal)
        {
            SignalForwarder.Start(invocation, client, id);
        }

        Query streams = new Query()
            .Add("stream", true).Add("stdin", hasInput).Add("stdout", true).Add("stderr", true).Add("detachKeys", _detachKeys.Value);
        using HijackedStream connection = await client.HijackAsync(Container(id) + "/attach", streams, null, invocation.Cancellation).ConfigureAwait(false);
        string condition = container.Is("HostConfig", "AutoRemove") ? "removed" : "next-exit";
        Task<int> end = await ContainerEnd.ExpectAsync(client, id, condition, invocation.Cancellation).ConfigureAwait(false);
        AttachedSession session = new(invocation.Streams, connection) { HasTerminal = hasTerminal, HasInput = hasInput, DetachKeys = _detachKeys.Value };
        Task<bool> running = session.RunAsync(invocation.Cancellation);
        await client.PostAsync(Container(id) + "/start", null, null, invocation.Cancellation).ConfigureAwait(false);
        if (hasTerminal)
        {
            TerminalResizer.Start(invocation, client, Container(id));
        }

        return await running.ConfigureAwait(false) ? ExitStatus.Success : await end.ConfigureAwait(false);
    }
}
