using Caisson.Cli.Options;
using Caisson.Engine.Images;
using Caisson.Formatting.Text;
using Caisson.Images;
using Caisson.Images.Store;

namespace Caisson.Cli.Verbs.Images;

/// <summary><c>image prune</c>.</summary>
internal sealed class PruneVerb : Verb
{
    private readonly SwitchFlag _all = new("all", "Remove all unused images, not just dangling ones") { Shorthand = 'a' };
    private readonly ListFlag _filter = new("filter", "Provide filter values (e.g. \"until=<timestamp>\")")
    { Word = "filter", Check = KeyValues.CheckFilter };
    private readonly SwitchFlag _force = new("force", "Do not prompt for confirmation") { Shorthand = 'f' };

    /// <inheritdoc/>
    internal override string Summary => "Remove unused images";

    /// <inheritdoc/>
    internal override string Description =>
        Summary + "\n\nDownloads that were broken off are kept for a day, to be gone on with; --all\nremoves them too.";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_all, _filter, _force];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation)
    {
        string warning = _all.Value
            ? "WARNING! This will remove all images without at least one container associated to them."
            : "WARNING! This will remove all dangling images.";
        if (!_force.Value && !Confirmation.Ask(invocation, warning))
        {
            return Task.FromResult(ExitStatus.Success);
        }

        using ImageStore store = invocation.OpenStore();
        ImageFilters filters = ImageFilters.Parse(_filter.Values, store.Images, invocation.Clock);
        ImageRemoval[] removals = _filter.Values.Count == 0
            ? [store.Images.Prune(_all.Value)]
            : [.. store.Images.List().Where(i => IsUnused(i, filters) && filters.Matches(i)).Select(i => Remove(store, i)).OfType<ImageRemoval>()];
        Report(invocation, removals);
        return Task.FromResult(ExitStatus.Success);
    }

    // dangling=false is --all in other words.
    private bool IsUnused(StoredImage image, ImageFilters filters) =>
        _all.Value || filters.Dangling == false || image.Names.Count == 0;

    private static ImageRemoval? Remove(ImageStore store, StoredImage image)
    {
        try
        {
            return store.Images.Remove(image.Id.ToString(), new ImageRemovalOptions { Force = true });
        }
        catch (ImageException e) when (e.Kind is ImageErrorKind.NotFound or ImageErrorKind.Conflict)
        {
            // Somebody else has removed it meanwhile, or uses it.
            return null;
        }
    }

    private static void Report(Invocation invocation, ImageRemoval[] removals)
    {
        string[] lines =
        [
            .. removals.SelectMany(r => r.Untagged.Select(n => $"untagged: {n}").Concat(r.Deleted.Select(d => $"deleted: {d}"))),
        ];
        if (lines.Length > 0)
        {
            invocation.Streams.WriteLine($"Deleted Images:\n{string.Join('\n', lines)}\n");
        }

        invocation.Streams.WriteLine($"Total reclaimed space: {HumanSize.Of(removals.Sum(r => r.FreedBytes))}");
    }
}
