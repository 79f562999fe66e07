using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Rows;
using Caisson.Formatting.Templates;

namespace Caisson.Cli.Verbs.Networks;

/// <summary><c>network ls</c>.</summary>
internal sealed class NetworkListVerb : EngineVerb
{
    private readonly ListFlag _filter = new("filter", "Provide filter values (e.g. \"driver=bridge\")")
    { Shorthand = 'f', Word = "filter", Check = KeyValues.CheckFilter };
    private readonly TextFlag _format = FormatFlags.OfList();
    private readonly SwitchFlag _noTruncation = new("no-trunc", "Do not truncate the output");
    private readonly SwitchFlag _quiet = new("quiet", "Only display network IDs") { Shorthand = 'q' };

    /// <inheritdoc/>
    internal override string Summary => "List networks";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_filter, _format, _noTruncation, _quiet];

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        JsonElement networks = await client.GetAsync(
            "/networks", new Query().AddFilters(_filter.Values), invocation.Cancellation).ConfigureAwait(false);
        IEnumerable<TemplateRecord> rows = networks.Items()
            .OrderBy(n => n.Text("Name"), NaturalOrder.Comparer)
            .Select(n => NetworkRows.Of(n, _noTruncation.Value));
        invocation.Streams.Write(Listing.Text(_format.Value, NetworkRows.Table, rows, NetworkRows.Headers, _quiet.Value ? "{{.ID}}" : null));
        return ExitStatus.Success;
    }
}
