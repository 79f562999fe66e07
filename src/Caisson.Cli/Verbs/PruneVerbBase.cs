using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Formatting.Text;

namespace Caisson.Cli.Verbs;

/// <summary>Removes what nothing uses, of one kind.</summary>
/// <param name="example">A filter, for the help text.</param>
internal abstract class PruneVerbBase(string example) : EngineVerb
{
    private readonly ListFlag _filter = new("filter", $"Provide filter values (e.g. \"{example}\")") { Word = "filter", Check = KeyValues.CheckFilter };
    private readonly SwitchFlag _force = new("force", "Do not prompt for confirmation") { Shorthand = 'f' };

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_filter, _force];

    /// <summary>What is going to happen.</summary>
    /// <param name="client">The engine, whose version is known.</param>
    protected abstract string Warning(EngineClient client);

    /// <summary>The path of the request.</summary>
    protected abstract string RequestPath { get; }

    /// <summary>The field of the answer with what was removed.</summary>
    protected abstract string Removed { get; }

    /// <summary>What stands above that.</summary>
    protected abstract string Title { get; }

    /// <summary>Whether the answer tells what was won.</summary>
    protected virtual bool CountsSpace => true;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        await client.NegotiateAsync(invocation.Cancellation).ConfigureAwait(false);
        if (!_force.Value && !Confirmation.Ask(invocation, Warning(client)))
        {
            return ExitStatus.Success;
        }

        JsonElement report = await client.PostAsync(
            RequestPath, new Query().AddFilters([.. _filter.Values, .. FurtherFilters(client)]), null, invocation.Cancellation).ConfigureAwait(false);
        invocation.Streams.Write(Text(report));
        if (CountsSpace)
        {
            invocation.Streams.WriteLine($"Total reclaimed space: {HumanSize.Of(report.Number("SpaceReclaimed") ?? 0)}");
        }

        return ExitStatus.Success;
    }

    /// <summary>The list of what was removed; empty where nothing was.</summary>
    /// <param name="report">The answer.</param>
    internal string Text(JsonElement report)
    {
        string[] removed = report.Texts(Removed);
        return removed.Length == 0 ? "" : $"{Title}:\n{string.Join('\n', removed)}\n\n";
    }

    /// <summary>Filters that options stand for.</summary>
    protected virtual IEnumerable<string> FurtherFilters(EngineClient client) => [];
}
