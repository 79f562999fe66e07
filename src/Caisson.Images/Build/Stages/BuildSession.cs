using System.Collections.Concurrent;
using System.Globalization;
using Caisson.Images.Build.Cache;
using Caisson.Images.Build.Context;
using Caisson.Images.Build.Images;
using Caisson.Images.Roots;
using Caisson.Images.Store;
using Caisson.Linux.Mounts;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build.Stages;

/// <summary>What all stages of one build share.</summary>
internal sealed class BuildSession : IDisposable
{
    private const string EpochArgument = "SOURCE_DATE_EPOCH";

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _keys = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly BuildFolder _folder;

    internal BuildSession(ImageStore store, BuildContext? context, BuildOptions options, IBuildProgress progress, TimeProvider time)
    {
        Store = store;
        Context = context;
        Options = options;
        Progress = progress;
        _time = time;
        _folder = new BuildFolder(store);
        ScratchFolder.Sweep(_folder);
        Scratch = new ScratchFolder(_folder);
        Lease = store.Leases.Begin();
        Cache = new BuildCache(store, _folder);
        CacheMounts = new CacheMounts(_folder);
        Work = new SemaphoreSlim(Math.Max(1, options.Parallelism));
    }

    internal ImageStore Store { get; }

    /// <summary>The files that COPY can use; null where there are none.</summary>
    internal BuildContext? Context { get; }

    internal BuildOptions Options { get; }

    internal IBuildProgress Progress { get; }

    /// <summary>Runs commands.</summary>
    internal required IBuildSandbox Sandbox { get; init; }

    /// <summary>Keeps what the build uses and makes.</summary>
    internal Lease Lease { get; }

    internal ScratchFolder Scratch { get; }

    internal BuildCache Cache { get; }

    internal CacheMounts CacheMounts { get; }

    /// <summary>As many steps as may work at the same time.</summary>
    internal SemaphoreSlim Work { get; }

    /// <summary>What images are built for.</summary>
    internal Platform Platform { get; } = Platform.Host;

    /// <summary>The time that goes into the image: now, or what the build argument SOURCE_DATE_EPOCH says.</summary>
    internal string Now() => ImageTime.Format(
        Options.Arguments.TryGetValue(EpochArgument, out string? epoch)
        && long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : _time.GetUtcNow());

    /// <summary>The folders that an image's root is stacked from, the uppermost first; an empty one for <c>scratch</c>.</summary>
    internal IReadOnlyList<string> Stack(ImageState image) =>
        StackedLayers.Of([.. image.Layers.Select(l => l.Unpacked)], () => Scratch.MakeFolder("stack"));

    /// <summary>Checks that an image can have one layer more.</summary>
    /// <exception cref="ImageException">It has as many as are accepted.</exception>
    internal void RequireRoom(ImageState image)
    {
        int limit = Math.Min(Store.Limits.Layers, OverlayMount.LowersMax);
        if (image.Layers.Count >= limit)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded,
                $"the image has {image.Layers.Count} layers, and {limit} are the most that are stacked: let fewer steps change files");
        }
    }

    /// <summary>
    /// Waits until no other stage works at a step: of two stages that begin with the same steps, one makes them and the
    /// other finds them in the cache.
    /// </summary>
    /// <returns>Lets go of the step when it is disposed.</returns>
    internal async Task<IDisposable> EnterStepAsync(string key, CancellationToken cancellation)
    {
        SemaphoreSlim gate = _keys.GetOrAdd(key, static _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        return new Release(gate);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SemaphoreSlim gate in _keys.Values)
        {
            gate.Dispose();
        }

        Work.Dispose();
        Scratch.Dispose();
        Lease.Dispose();
        _folder.Dispose();
    }

    private sealed class Release(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
