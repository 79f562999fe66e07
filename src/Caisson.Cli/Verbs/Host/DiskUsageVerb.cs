using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Rows;

namespace Caisson.Cli.Verbs.Host;

/// <summary><c>system df</c>.</summary>
internal sealed class DiskUsageVerb : EngineVerb
{
    private readonly TextFlag _format = FormatFlags.OfList();
    private readonly SwitchFlag _verbose = new("verbose", "Show detailed information on space usage") { Shorthand = 'v' };

    /// <inheritdoc/>
    internal override string Summary => "Show disk usage";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_format, _verbose];

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        JsonElement usage = await client.GetAsync("/system/df", null, invocation.Cancellation).ConfigureAwait(false);
        invocation.Streams.Write(_verbose.Value && _format.Value.Length == 0
            ? DiskUsageDetails.Text(usage, invocation.Clock.GetUtcNow())
            : Listing.Text(_format.Value, DiskUsageRows.Table, DiskUsageRows.Of(usage), DiskUsageRows.Headers));
        return ExitStatus.Success;
    }
}
