using System.Text;
using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Verbs.Containers;
using Caisson.Cli.Verbs.Networks;
using Caisson.Cli.Verbs.Volumes;
using Caisson.Formatting.Text;

namespace Caisson.Cli.Verbs.Host;

/// <summary><c>system prune</c>.</summary>
internal sealed class SystemPruneVerb : EngineVerb
{
    private readonly SwitchFlag _all = new("all", "Remove all unused images not just dangling ones") { Shorthand = 'a' };
    private readonly ListFlag _filter = new("filter", "Provide filter values (e.g. \"label=<key>=<value>\")") { Word = "filter", Check = KeyValues.CheckFilter };
    private readonly SwitchFlag _force = new("force", "Do not prompt for confirmation") { Shorthand = 'f' };
    private readonly SwitchFlag _volumes = new("volumes", "Prune anonymous volumes");

    /// <inheritdoc/>
    internal override string Summary => "Remove unused data";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_all, _filter, _force, _volumes];

    private string Warning
    {
        get
        {
            List<string> things = ["all stopped containers", "all networks not used by at least one container"];
            things.AddRange(_volumes.Value ? ["all anonymous volumes not used by at least one container"] : []);
            things.Add(_all.Value ? "all images without at least one container associated to them" : "all dangling images");
            things.Add(_all.Value ? "all build cache" : "unused build cache");
            string filters = _filter.Values.Count == 0
                ? ""
                : "\n  Items to be pruned will be filtered with:\n" + string.Concat(_filter.Values.Select(f => $"  - {f}\n"));
            return $"WARNING! This will remove:\n{string.Concat(things.Select(t => $"  - {t}\n"))}{filters}";
        }
    }

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        if (_volumes.Value && _filter.Values.Any(f => f.StartsWith("until=", StringComparison.Ordinal)))
        {
            throw new ArgumentFault("ERROR: The \"until\" filter is not supported with \"--volumes\"");
        }

        if (!_force.Value && !Confirmation.Ask(invocation, Warning))
        {
            return ExitStatus.Success;
        }

        long freed = 0;
        async Task<JsonElement> PruneAsync(string path, params string[] filters)
        {
            JsonElement report = await client.PostAsync(
                path, new Query().AddFilters([.. _filter.Values, .. filters]), null, invocation.Cancellation).ConfigureAwait(false);
            freed += report.Number("SpaceReclaimed") ?? 0;
            return report;
        }

        StringBuilder text = new();
        text.Append(new ContainerPruneVerb().Text(await PruneAsync("/containers/prune").ConfigureAwait(false)));
        text.Append(new NetworkPruneVerb().Text(await PruneAsync("/networks/prune").ConfigureAwait(false)));
        if (_volumes.Value)
        {
            text.Append(new VolumePruneVerb().Text(await PruneAsync("/volumes/prune").ConfigureAwait(false)));
        }

        text.Append(Images(await PruneAsync("/images/prune", $"dangling={(_all.Value ? "false" : "true")}").ConfigureAwait(false)));
        await PruneBuildsAsync(invocation, client, text, bytes => freed += bytes).ConfigureAwait(false);
        invocation.Streams.WriteLine($"{text}Total reclaimed space: {HumanSize.Of(freed)}");
        return ExitStatus.Success;
    }

    private async Task PruneBuildsAsync(Invocation invocation, EngineClient client, StringBuilder text, Action<long> freed)
    {
        Query query = new Query().Add("all", _all.Value).AddFilters(_filter.Values.Where(f => f.StartsWith("until=", StringComparison.Ordinal)));
        JsonElement report = await client.PostAsync("/build/prune", query, null, invocation.Cancellation).ConfigureAwait(false);
        freed(report.Number("SpaceReclaimed") ?? 0);
        string[] removed = report.Texts("CachesDeleted");
        text.Append(removed.Length == 0 ? "" : $"Deleted build cache objects:\n{string.Join('\n', removed)}\n\n");
    }

    private static string Images(JsonElement report)
    {
        string[] lines =
        [
            .. report.Items("ImagesDeleted").Select(i =>
                i.Text("Untagged") is { Length: > 0 } name ? $"untagged: {name}" : $"deleted: {i.Text("Deleted")}"),
        ];
        return lines.Length == 0 ? "" : $"Deleted Images:\n{string.Join('\n', lines)}\n\n";
    }
}
