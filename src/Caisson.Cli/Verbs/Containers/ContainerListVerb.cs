using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Rows;
using Caisson.Formatting.Templates;

namespace Caisson.Cli.Verbs.Containers;

/// <summary><c>container ls</c>.</summary>
internal sealed class ContainerListVerb : EngineVerb
{
    private readonly SwitchFlag _all = new("all", "Show all containers (default shows just running)") { Shorthand = 'a' };
    private readonly ListFlag _filter = new("filter", "Filter output based on conditions provided")
    { Shorthand = 'f', Word = "filter", Check = KeyValues.CheckFilter };
    private readonly TextFlag _format = FormatFlags.OfList();
    private readonly WholeFlag _last = new("last", "Show n last created containers (includes all states)") { Shorthand = 'n', Default = -1 };
    private readonly SwitchFlag _latest = new("latest", "Show the latest created container (includes all states)") { Shorthand = 'l' };
    private readonly SwitchFlag _noTruncation = new("no-trunc", "Don't truncate output");
    private readonly SwitchFlag _quiet = new("quiet", "Only display container IDs") { Shorthand = 'q' };
    private readonly SwitchFlag _size = new("size", "Display total file sizes") { Shorthand = 's' };

    /// <inheritdoc/>
    internal override string Summary => "List containers";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_all, _filter, _format, _last, _latest, _noTruncation, _quiet, _size];

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        long limit = _latest.Value && !_last.IsSet ? 1 : _last.Value;
        Query query = new Query()
            .Add("all", _all.Value)
            .Add("limit", limit > 0 ? limit : null)
            .Add("size", _size.Value || _format.Value.Contains(".Size", StringComparison.Ordinal))
            .AddFilters(_filter.Values);
        JsonElement containers = await client.GetAsync("/containers/json", query, invocation.Cancellation).ConfigureAwait(false);
        ContainerRows rows = new(invocation.Clock.GetUtcNow(), _noTruncation.Value);
        IEnumerable<TemplateRecord> lines = containers.Items().Select(rows.Of);
        string table = _size.Value ? ContainerRows.Table + "\t{{.Size}}" : ContainerRows.Table;
        invocation.Streams.Write(Listing.Text(_format.Value, table, lines, ContainerRows.Headers, _quiet.Value ? "{{.ID}}" : null));
        return ExitStatus.Success;
    }
}
