using Caisson.Cli.Client;
using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Volumes;

/// <summary><c>volume prune</c>.</summary>
internal sealed class VolumePruneVerb() : PruneVerbBase("label=<label>")
{
    // Older engines remove all of them, whatever is asked.
    private const string AllVersion = "1.42";

    private readonly SwitchFlag _all = new("all", "Remove all unused volumes, not just anonymous ones") { Shorthand = 'a' };

    /// <inheritdoc/>
    internal override string Summary => "Remove unused local volumes";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_all, .. base.Flags];

    /// <inheritdoc/>
    protected override string RequestPath => "/volumes/prune";

    /// <inheritdoc/>
    protected override string Removed => "VolumesDeleted";

    /// <inheritdoc/>
    protected override string Title => "Deleted Volumes";

    /// <inheritdoc/>
    protected override string Warning(EngineClient client) => _all.Value || !client.Speaks(AllVersion)
        ? "WARNING! This will remove all local volumes not used by at least one container."
        : "WARNING! This will remove anonymous local volumes not used by at least one container.";

    /// <inheritdoc/>
    protected override IEnumerable<string> FurtherFilters(EngineClient client) => _all.Value && client.Speaks(AllVersion) ? ["all=1"] : [];
}
