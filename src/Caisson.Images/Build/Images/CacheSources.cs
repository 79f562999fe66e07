using Caisson.Images.Build.Cache;
using Caisson.Images.Build.Stages;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build.Images;

/// <summary>
/// The images of <c>--cache-from</c>: where one of them starts with the layers and the history that a build has so far,
/// and goes on with the step that comes next, its layer is that step's.
/// </summary>
internal sealed class CacheSources
{
    private readonly BaseImages _images;
    private readonly Lazy<Task<IReadOnlyList<Source>>> _sources;

    internal CacheSources(BuildSession session, BaseImages images)
    {
        _images = images;
        _sources = new Lazy<Task<IReadOnlyList<Source>>>(() => LoadAsync(session.Options.CacheFrom, CancellationToken.None));
    }

    /// <summary>The result of a step; null where no image has it.</summary>
    internal async Task<CacheRecord?> TryFindAsync(ImageState state, CommittedStep step, CancellationToken cancellation)
    {
        // What a history does not show cannot be compared.
        if (step.Extras.Count > 0)
        {
            return null;
        }

        foreach (Source source in await _sources.Value.WaitAsync(cancellation).ConfigureAwait(false))
        {
            if (Match(source, state, step) is { } record)
            {
                return record;
            }
        }

        return null;
    }

    private static CacheRecord? Match(Source source, ImageState state, CommittedStep step)
    {
        IReadOnlyList<HistoryEntry> history = source.Image.Config.History ?? [];
        IReadOnlyList<HistoryEntry> before = state.Config.History ?? [];
        if (history.Count <= before.Count || source.Layers.Count < state.Layers.Count
            || history[before.Count] is not { Created: { } created } next
            || next.CreatedBy != step.CreatedBy
            || (!next.EmptyLayer && step.Make is null))
        {
            return null;
        }

        for (int i = 0; i < before.Count; i++)
        {
            if (history[i].CreatedBy != before[i].CreatedBy || history[i].EmptyLayer != before[i].EmptyLayer)
            {
                return null;
            }
        }

        for (int i = 0; i < state.Layers.Count; i++)
        {
            if (source.Layers[i].DiffId != state.Layers[i].DiffId)
            {
                return null;
            }
        }

        if (next.EmptyLayer)
        {
            return new CacheRecord(created, null, null);
        }

        return source.Layers.Count > state.Layers.Count
            ? new CacheRecord(created, source.Layers[state.Layers.Count].DiffId, source.Layers[state.Layers.Count].Transport)
            : null;
    }

    private async Task<IReadOnlyList<Source>> LoadAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        List<Source> sources = [];
        foreach (string name in names)
        {
            // An image that is not there is no error: the first build of a project has nothing to take from.
            if (_images.TryFind(name) is { } image)
            {
                sources.Add(new Source(image, await _images.UnpackAsync(image, cancellation).ConfigureAwait(false)));
            }
        }

        return sources;
    }

    private sealed record Source(StoredImage Image, IReadOnlyList<BuiltLayer> Layers);
}
