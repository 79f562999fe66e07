using Caisson.Engine.Events;
using Caisson.Engine.Images;
using Caisson.Images.Build;
using Caisson.Images.Build.Context;
using Caisson.Images.Registry;
using Caisson.Images.Registry.Credentials;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Engine.Builds;

/// <summary>Builds images for clients.</summary>
/// <remarks>Thread: any.</remarks>
public sealed class BuildService
{
    private readonly ImageService _images;
    private readonly ImageTransfers _transfers;
    private readonly EventBus _events;
    private readonly BuildSandbox _sandbox;
    private readonly TimeProvider _clock;

    /// <summary>Makes the service.</summary>
    /// <param name="images">The images.</param>
    /// <param name="transfers">Where base images come from.</param>
    /// <param name="events">Where it is told.</param>
    /// <param name="sandbox">Where commands run.</param>
    /// <param name="clock">The clock.</param>
    public BuildService(ImageService images, ImageTransfers transfers, EventBus events, BuildSandbox sandbox, TimeProvider clock)
    {
        _images = images;
        _transfers = transfers;
        _events = events;
        _sandbox = sandbox;
        _clock = clock;
    }

    /// <summary>Builds an image.</summary>
    /// <param name="archive">The context, as clients send it; it stays the caller's.</param>
    /// <param name="dockerfile">The Dockerfile's path in it; null for the usual one.</param>
    /// <param name="options">How.</param>
    /// <param name="credentials">The client's, for base images; null for none.</param>
    /// <param name="progress">Is told how it goes.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<BuildResult> BuildAsync(
        Stream archive,
        string? dockerfile,
        BuildOptions options,
        ICredentialSource? credentials,
        IBuildProgress progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        using BlockingStream blocking = new(archive, cancellation);
        using BuildContext context = await BuildContext.UnpackAsync(
            _images.Store, blocking, dockerfile, cancellation: cancellation).ConfigureAwait(false);
        Builder builder = new(_images.Store, _sandbox, new BasePuller(_transfers, credentials), _clock);
        BuildResult result = await builder.BuildAsync(context, options, progress, cancellation).ConfigureAwait(false);
        string id = result.ImageId.ToString();
        StoredImage? image = _images.Store.Images.TryGet(id);
        foreach (ImageReference tag in options.Tags)
        {
            _images.Tell("tag", id, tag.Familiar, image);
        }

        return result;
    }

    /// <summary>Removes what builds have kept for the next ones.</summary>
    /// <param name="unusedFor">For how long it must not have been used.</param>
    /// <returns>How many steps were forgotten, and how many bytes are free now.</returns>
    public Task<(int Steps, long FreedBytes)> PruneAsync(TimeSpan unusedFor) => BlockingWork.RunAsync(() =>
    {
        int steps = Builder.PruneCache(_images.Store, unusedFor);
        long freed = _images.Store.Collect().FreedBytes;
        _events.Publish("builder", "prune", "", new Dictionary<string, string>
        {
            ["reclaimed"] = freed.ToString(System.Globalization.CultureInfo.InvariantCulture),
        });
        return (steps, freed);
    });

    // Whether base images come with bars is nobody's business but a pull's: a build tells lines.
    private sealed class BasePuller(ImageTransfers transfers, ICredentialSource? credentials) : IImagePuller
    {
        /// <inheritdoc/>
        public Task PullAsync(
            ImageReference reference, Platform platform, IBuildProgress progress, CancellationToken cancellation) =>
            transfers.PullAsync(
                reference, new PullOptions { Platform = platform, Progress = new Lines(progress) }, credentials, cancellation);
    }

    private sealed class Lines(IBuildProgress progress) : IProgress<TransferEvent>
    {
        /// <inheritdoc/>
        public void Report(TransferEvent value)
        {
            if (value.TotalBytes == 0 && value.Stage != TransferStage.Waiting)
            {
                string line = value.Id is null ? value.Status : $"{value.Id}: {value.Status}";
                progress.Report(new BuildEvent(BuildEventKind.Notice, 0, line));
            }
        }
    }
}
