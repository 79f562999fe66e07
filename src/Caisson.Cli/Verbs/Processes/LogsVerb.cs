using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Processes;

/// <summary><c>container logs</c>.</summary>
internal sealed class LogsVerb : EngineVerb
{
    private readonly SwitchFlag _details = new("details", "Show extra details provided to logs");
    private readonly SwitchFlag _follow = new("follow", "Follow log output") { Shorthand = 'f' };
    private readonly TextFlag _since = new(
        "since", "Show logs since timestamp (e.g. \"2013-01-02T13:23:37Z\") or relative (e.g. \"42m\" for 42 minutes)");

    private readonly TextFlag _tail = new("tail", "Number of lines to show from the end of the logs") { Shorthand = 'n', Default = "all" };
    private readonly SwitchFlag _timestamps = new("timestamps", "Show timestamps") { Shorthand = 't' };
    private readonly TextFlag _until = new(
        "until", "Show logs before a timestamp (e.g. \"2013-01-02T13:23:37Z\") or relative (e.g. \"42m\" for 42 minutes)");

    /// <inheritdoc/>
    internal override string Summary => "Fetch the logs of a container";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "CONTAINER";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, 1);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_details, _follow, _since, _tail, _timestamps, _until];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Container;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        JsonElement container = await client.GetAsync(
            Container(invocation.Arguments[0]) + "/json", null, invocation.Cancellation).ConfigureAwait(false);
        Query query = new Query()
            .Add("stdout", true)
            .Add("stderr", true)
            .Add("since", Timestamps.Parse(_since, invocation.Clock))
            .Add("until", Timestamps.Parse(_until, invocation.Clock))
            .Add("timestamps", _timestamps.Value)
            .Add("details", _details.Value)
            .Add("follow", _follow.Value)
            .Add("tail", _tail.Value);
        using HttpResponseMessage response = await client.SendAsync(
            HttpMethod.Get, $"{Container(container.Text("Id"))}/logs", query, null, invocation.Cancellation).ConfigureAwait(false);
        Stream stream = await response.Content.ReadAsStreamAsync(invocation.Cancellation).ConfigureAwait(false);
        if (!container.Is("Config", "Tty"))
        {
            await StreamDemultiplexer.CopyAsync(
                stream, d => invocation.Streams.Write(d.Span), d => invocation.Streams.WriteError(d.Span), invocation.Cancellation).ConfigureAwait(false);
            return ExitStatus.Success;
        }

        const int BufferBytes = 32 << 10;
        byte[] buffer = new byte[BufferBytes];
        while (await stream.ReadAsync(buffer, invocation.Cancellation).ConfigureAwait(false) is > 0 and int count)
        {
            invocation.Streams.Write(buffer.AsSpan(0, count));
        }

        return ExitStatus.Success;
    }
}
