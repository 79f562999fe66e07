using System.Text.Json.Nodes;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Sessions;
using Caisson.Cli.Settings;

namespace Caisson.Cli.Verbs.Containers;

/// <summary><c>container run</c>.</summary>
internal sealed class RunVerb : EngineVerb
{
    private readonly ContainerFlags _container = new();
    private readonly RunOptions _options = new("running");
    private readonly SwitchFlag _detach = new("detach", "Run container in background and print container ID") { Shorthand = 'd' };
    private readonly TextFlag _detachKeys = new("detach-keys", "Override the key sequence for detaching a container");
    private readonly SwitchFlag _signalProxy = new("sig-proxy", "Proxy received signals to the process") { Default = true };

    /// <inheritdoc/>
    internal override string Summary => "Create and run a new container from an image";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "IMAGE [COMMAND] [ARG...]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, null);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [.. _container.All, .. _options.All, _detach, _detachKeys, _signalProxy];

    /// <inheritdoc/>
    internal override bool StopsAtFirstArgument => true;

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Image;

    private ProcessFlags Process => _container.Process;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        JsonObject request = Request(invocation);
        if (_detach.Value && Process.NamesStreams)
        {
            throw new ArgumentFault("conflicting options: cannot specify both --attach and --detach");
        }

        if (!_detach.Value && Process.HasTerminal && Process.IsAttached("stdin") && !invocation.Streams.InputIsTerminal)
        {
            throw new ArgumentFault("the input device is not a TTY");
        }

        string id;
        try
        {
            id = await new ContainerCreation(invocation, client, _options).CreateAsync(request).ConfigureAwait(false);
        }
        catch (Exception e) when (e is EngineException or ArgumentFault)
        {
            throw RunFault.Of("run", e.Message);
        }

        return _detach.Value
            ? await StartAsync(invocation, client, id).ConfigureAwait(false)
            : await RunAttachedAsync(invocation, client, id).ConfigureAwait(false);
    }

    private JsonObject Request(Invocation invocation)
    {
        try
        {
            _ = _options.Pull;
            JsonObject request = _container.Request(invocation.Arguments[0], invocation.Arguments.Skip(1));
            if (_detach.Value)
            {
                foreach (string name in new[] { "AttachStdin", "AttachStdout", "AttachStderr", "StdinOnce" })
                {
                    request[name] = false;
                }
            }

            if (Process.HasTerminal && invocation.Streams.TerminalSize is { } size)
            {
                request["HostConfig"]!["ConsoleSize"] = new JsonArray(size.Rows, size.Columns);
            }

            return request;
        }
        catch (FormatException e)
        {
            throw RunFault.Of("run", e.Message);
        }
    }

    private static async Task<int> StartAsync(Invocation invocation, EngineClient client, string id)
    {
        try
        {
            await client.PostAsync(Container(id) + "/start", null, null, invocation.Cancellation).ConfigureAwait(false);
        }
        catch (EngineException e)
        {
            invocation.Streams.WriteLine(id);
            throw RunFault.Of("run", e.Message);
        }

        invocation.Streams.WriteLine(id);
        return ExitStatus.Success;
    }

    private async Task<int> RunAttachedAsync(Invocation invocation, EngineClient client, string id)
    {
        if (_signalProxy.Value)
        {
            SignalForwarder.Start(invocation, client, id);
        }

        bool hasOutput = Process.IsAttached("stdout") || Process.IsAttached("stderr");
        Query streams = new Query()
            .Add("stream", true)
            .Add("stdin", Process.IsAttached("stdin"))
            .Add("stdout", Process.IsAttached("stdout"))
            .Add("stderr", Process.IsAttached("stderr"))
            .Add("detachKeys", _detachKeys.Value);
        using HijackedStream connection = await client.HijackAsync(Container(id) + "/attach", streams, null, invocation.Cancellation).ConfigureAwait(false);
        string condition = Process.IsRemovedAtEnd ? "removed" : "next-exit";
        Task<int> end = await ContainerEnd.ExpectAsync(client, id, condition, invocation.Cancellation).ConfigureAwait(false);
        AttachedSession session = new(invocation.Streams, connection)
        {
            HasTerminal = Process.HasTerminal,
            HasInput = Process.IsAttached("stdin"),
            HasOutput = hasOutput,
            DetachKeys = _detachKeys.Value,
        };
        Task<bool> running = session.RunAsync(invocation.Cancellation);
        try
        {
            await client.PostAsync(Container(id) + "/start", null, null, invocation.Cancellation).ConfigureAwait(false);
        }
        catch (EngineException e)
        {
            connection.Dispose();
            if (Process.IsRemovedAtEnd)
            {
                await end.ConfigureAwait(false);
            }

            throw RunFault.Of("run", e.Message);
        }

        if (Process.HasTerminal)
        {
            TerminalResizer.Start(invocation, client, Container(id));
        }

        return await running.ConfigureAwait(false) ? ExitStatus.Success : await end.ConfigureAwait(false);
    }
}
