using Caisson.Cli.Options;
using Caisson.Formatting.Text;
using Caisson.Images.Build;
using Caisson.Images.Store;

namespace Caisson.Cli.Verbs.Images;

/// <summary><c>builder prune</c>.</summary>
internal sealed class BuilderPruneVerb : Verb
{
    private static readonly TimeSpan RecentlyUsed = TimeSpan.FromDays(2);

    private readonly SwitchFlag _all = new("all", "Remove all unused build cache, not just old ones") { Shorthand = 'a' };
    private readonly SwitchFlag _force = new("force", "Do not prompt for confirmation") { Shorthand = 'f' };

    /// <inheritdoc/>
    internal override string Summary => "Remove build cache";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_all, _force];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation)
    {
        string warning = _all.Value
            ? "WARNING! This will remove all build cache."
            : "WARNING! This will remove build cache that was not used in the last two days.";
        if (!_force.Value && !Confirmation.Ask(invocation, warning))
        {
            return Task.FromResult(ExitStatus.Success);
        }

        using ImageStore store = invocation.OpenStore();
        int removed = Builder.PruneCache(store, _all.Value ? TimeSpan.Zero : RecentlyUsed);
        GarbageReport garbage = store.Collect();
        invocation.Streams.WriteLine($"Deleted build cache entries: {removed}");
        invocation.Streams.WriteLine($"Total reclaimed space: {HumanSize.Of(garbage.FreedBytes)}");
        return Task.FromResult(ExitStatus.Success);
    }
}
