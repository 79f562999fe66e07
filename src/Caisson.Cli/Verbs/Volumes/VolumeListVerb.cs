using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Rows;

namespace Caisson.Cli.Verbs.Volumes;

/// <summary><c>volume ls</c>.</summary>
internal sealed class VolumeListVerb : EngineVerb
{
    private readonly ListFlag _filter = new("filter", "Provide filter values (e.g. \"dangling=true\")")
    { Shorthand = 'f', Word = "filter", Check = KeyValues.CheckFilter };
    private readonly TextFlag _format = FormatFlags.OfList();
    private readonly SwitchFlag _quiet = new("quiet", "Only display volume names") { Shorthand = 'q' };

    /// <inheritdoc/>
    internal override string Summary => "List volumes";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_filter, _format, _quiet];

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        JsonElement answer = await client.GetAsync(
            "/volumes", new Query().AddFilters(_filter.Values), invocation.Cancellation).ConfigureAwait(false);
        IEnumerable<JsonElement> volumes = answer.Items("Volumes").OrderBy(v => v.Text("Name"), NaturalOrder.Comparer);
        invocation.Streams.Write(Listing.Text(
            _format.Value, VolumeRows.Table, volumes.Select(VolumeRows.Of), VolumeRows.Headers, _quiet.Value ? "{{.Name}}" : null));
        return ExitStatus.Success;
    }
}
