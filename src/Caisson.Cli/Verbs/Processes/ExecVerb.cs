using System.Text.Json;
using System.Text.Json.Nodes;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Sessions;
using Caisson.Cli.Settings;
using Caisson.Cli.Settings.Values;

namespace Caisson.Cli.Verbs.Processes;

/// <summary><c>container exec</c>.</summary>
internal sealed class ExecVerb : EngineVerb
{
    private readonly SwitchFlag _detach = new("detach", "Detached mode: run command in the background") { Shorthand = 'd' };
    private readonly TextFlag _detachKeys = new("detach-keys", "Override the key sequence for detaching a container");
    private readonly ListFlag _env = new("env", "Set environment variables") { Shorthand = 'e', Check = VariableFiles.CheckVariable };
    private readonly ListFlag _envFile = new("env-file", "Read in a file of environment variables");
    private readonly SwitchFlag _interactive = new("interactive", "Keep STDIN open even if not attached") { Shorthand = 'i' };
    private readonly SwitchFlag _privileged = new("privileged", "Give extended privileges to the command");
    private readonly SwitchFlag _tty = new("tty", "Allocate a pseudo-TTY") { Shorthand = 't' };
    private readonly TextFlag _user = new("user", "Username or UID (format: \"<name|uid>[:<group|gid>]\")") { Shorthand = 'u' };
    private readonly TextFlag _workdir = new("workdir", "Working directory inside the container") { Shorthand = 'w' };

    /// <inheritdoc/>
    internal override string Summary => "Execute a command in a running container";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "CONTAINER COMMAND [ARG...]";

    /// <inheritdoc/>
    internal override Arity Arity => new(2, null);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags =>
        [_detach, _detachKeys, _env, _envFile, _interactive, _privileged, _tty, _user, _workdir];

    /// <inheritdoc/>
    internal override bool StopsAtFirstArgument => true;

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.RunningContainer;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        JsonObject request = Request(invocation);

        // A container that is not there is said first.
        await client.GetAsync(Container(invocation.Arguments[0]) + "/json", null, invocation.Cancellation).ConfigureAwait(false);
        if (!_detach.Value && _tty.Value && _interactive.Value && !invocation.Streams.InputIsTerminal)
        {
            throw new ArgumentFault("the input device is not a TTY");
        }

        JsonElement created = await client.PostAsync(
            Container(invocation.Arguments[0]) + "/exec", null, request, invocation.Cancellation).ConfigureAwait(false);
        string path = $"/exec/{EngineClient.Escape(created.Text("Id"))}";
        JsonObject start = new JsonObject { ["Detach"] = _detach.Value }.Put("Tty", _tty.Value);
        if (_detach.Value)
        {
            await client.PostAsync(path + "/start", null, start, invocation.Cancellation).ConfigureAwait(false);
            return ExitStatus.Success;
        }

        if (Size(invocation) is { } size)
        {
            start["ConsoleSize"] = size;
        }

        using HijackedStream connection = await client.HijackAsync(path + "/start", null, start, invocation.Cancellation).ConfigureAwait(false);
        if (_tty.Value)
        {
            TerminalResizer.Start(invocation, client, path);
        }

        AttachedSession session = new(invocation.Streams, connection)
        {
            HasTerminal = _tty.Value,
            HasInput = _interactive.Value,
            DetachKeys = _detachKeys.Value,
        };
        if (await session.RunAsync(invocation.Cancellation).ConfigureAwait(false))
        {
            return ExitStatus.Success;
        }

        JsonElement ended = await client.GetAsync(path + "/json", null, invocation.Cancellation).ConfigureAwait(false);
        return (int)(ended.Number("ExitCode") ?? 0);
    }

    private JsonObject Request(Invocation invocation)
    {
        try
        {
            JsonObject request = new JsonObject()
                .Put("User", _user.Value)
                .Put("Privileged", _privileged.Value)
                .Put("Tty", _tty.Value)
                .Put("AttachStdin", _interactive.Value && !_detach.Value)
                .Put("AttachStdout", !_detach.Value)
                .Put("AttachStderr", !_detach.Value)
                .Put("DetachKeys", _detachKeys.Value)
                .Put("Env", VariableFiles.Variables(_envFile, _env))
                .Put("WorkingDir", _workdir.Value)
                .Put("Cmd", invocation.Arguments.Skip(1));
            if (Size(invocation) is { } size)
            {
                request["ConsoleSize"] = size;
            }

            return request;
        }
        catch (FormatException e)
        {
            throw new ArgumentFault(e.Message);
        }
    }

    private JsonArray? Size(Invocation invocation) =>
        _tty.Value && invocation.Streams.TerminalSize is { } size ? new JsonArray(size.Rows, size.Columns) : null;
}
