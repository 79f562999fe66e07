using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Rows;
using Caisson.Cli.Sessions;
using Caisson.Formatting.Templates;

namespace Caisson.Cli.Verbs.Processes;

/// <summary><c>container stats</c>.</summary>
internal sealed class StatsVerb : EngineVerb
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    private readonly SwitchFlag _all = new("all", "Show all containers (default shows just running)") { Shorthand = 'a' };
    private readonly TextFlag _format = FormatFlags.OfList();
    private readonly SwitchFlag _noStream = new("no-stream", "Disable streaming stats and only pull the first result");
    private readonly SwitchFlag _noTruncation = new("no-trunc", "Do not truncate output");

    /// <inheritdoc/>
    internal override string Summary => "Display a live stream of container(s) resource usage statistics";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "[CONTAINER...]";

    /// <inheritdoc/>
    internal override Arity Arity => new(0, null);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_all, _format, _noStream, _noTruncation];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.RunningContainer;

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation, EngineClient client) =>
        _noStream.Value ? ShowOnceAsync(invocation, client) : ShowAsync(invocation, client);

    private async Task<int> ShowOnceAsync(Invocation invocation, EngineClient client)
    {
        string[] names = await NamesAsync(invocation, client).ConfigureAwait(false);
        Task<JsonElement>[] samples = [.. names.Select(n => SampleAsync(invocation, client, n))];
        await Task.WhenAll(samples).ConfigureAwait(false);
        invocation.Streams.Write(Text(names.Zip(samples, (n, s) => StatsRows.Of(n, s.Result, _noTruncation.Value))));
        return ExitStatus.Success;
    }

    private async Task<string[]> NamesAsync(Invocation invocation, EngineClient client)
    {
        if (invocation.Arguments.Count > 0)
        {
            return [.. invocation.Arguments];
        }

        JsonElement containers = await client.GetAsync(
            "/containers/json", new Query().Add("all", _all.Value), invocation.Cancellation).ConfigureAwait(false);
        return [.. containers.Items().Select(c => c.Text("Id"))];
    }

    private static Task<JsonElement> SampleAsync(Invocation invocation, EngineClient client, string name) =>
        client.GetAsync(Container(name) + "/stats", new Query().Add("stream", "0"), invocation.Cancellation);

    private async Task<int> ShowAsync(Invocation invocation, EngineClient client)
    {
        using StatsWatch watch = new(client, _all.Value, invocation.Cancellation);
        if (invocation.Arguments.Count > 0)
        {
            foreach (string name in invocation.Arguments)
            {
                await client.GetAsync(Container(name) + "/json", null, invocation.Cancellation).ConfigureAwait(false);
                watch.Add(name);
            }
        }
        else
        {
            await watch.AddAllAsync().ConfigureAwait(false);
        }

        await watch.FirstSamples.ConfigureAwait(false);
        using PeriodicTimer timer = new(Pace, invocation.Clock);
        do
        {
            IReadOnlyList<(string Name, JsonElement Sample)> samples = watch.Samples();
            if (samples.Count == 0 && invocation.Arguments.Count > 0)
            {
                break;
            }

            string text = Text(samples.Select(s => StatsRows.Of(s.Name, s.Sample, _noTruncation.Value)));

            // From the corner of the screen, each line to its end, and nothing below.
            invocation.Streams.Write($"\e[H{text.Replace("\n", "\e[K\n", StringComparison.Ordinal)}\e[J");
        }
        while (await timer.WaitForNextTickAsync(invocation.Cancellation).ConfigureAwait(false));
        return ExitStatus.Success;
    }

    private string Text(IEnumerable<TemplateRecord> rows) => Listing.Text(_format.Value, StatsRows.Table, rows, StatsRows.Headers);
}
