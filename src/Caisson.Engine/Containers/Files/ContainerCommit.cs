using Caisson.Engine.Containers.Listing;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Settings;
using Caisson.Images.Archives;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Engine.Containers.Files;

/// <summary>Makes images of containers.</summary>
public sealed class ContainerCommit
{
    private readonly ContainerService _service;
    private readonly ImageStore _images;
    private readonly TimeProvider _clock;

    /// <summary>Works on the containers of a service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="images">Where images are.</param>
    /// <param name="clock">The clock.</param>
    public ContainerCommit(ContainerService service, ImageStore images, TimeProvider clock)
    {
        _service = service;
        _images = images;
        _clock = clock;
    }

    /// <summary>Makes an image of a container.</summary>
    /// <param name="container">The container.</param>
    /// <param name="wish">The image.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The image's id.</returns>
    /// <exception cref="Caisson.Images.ImageException">The name or a change is malformed.</exception>
    /// <exception cref="EngineException">The container is being removed.</exception>
    public async Task<string> RunAsync(Container container, CommitWish wish, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(wish);
        ImageReference? name = NameOf(wish);
        using (await container.LockAsync(cancellation).ConfigureAwait(false))
        {
            if (container.State.IsGoing)
            {
                throw new EngineException(EngineErrorKind.Conflict, $"You cannot commit container {container.Id} which is being removed");
            }

            bool isPaused = wish.Pauses && container.State.Status == ContainerStatus.Running;
            if (isPaused)
            {
                await _service.SandboxOf(container).SetPausedAsync(container.Id, true, cancellation).ConfigureAwait(false);
            }

            try
            {
                NewImage image = await BlockingWork.RunAsync(
                    () => ImageCommitter.Commit(_images, Request(container.Record, wish, name), cancellation)).ConfigureAwait(false);
                _service.Events.Publish(
                    container, "commit", ("comment", wish.Comment), ("imageID", image.Id.ToString()), ("imageRef", name?.Familiar ?? ""));
                return image.Id.ToString();
            }
            finally
            {
                if (isPaused)
                {
                    await _service.SandboxOf(container).SetPausedAsync(container.Id, false, CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
    }

    private static ImageReference? NameOf(CommitWish wish)
    {
        string text = wish.Tag.Length == 0 ? wish.Repository : $"{wish.Repository}:{wish.Tag}";
        return wish.Repository.Length == 0 ? null
            : ImageReference.TryParse(text, out ImageReference? name) ? name.WithDefaultTag()
            : throw new EngineException(EngineErrorKind.InvalidParameter, "invalid reference format");
    }

    private CommitRequest Request(ContainerRecord record, CommitWish wish, ImageReference? name)
    {
        StoredImage? parent = ContainerSizes.TryImage(_images, record);
        return new CommitRequest
        {
            UpperFolder = _service.Folders.UpperOf(record.Id),
            Parent = parent,
            Config = Defaults(Lifecycle.ImageMerge.Over(wish.Config, record.Config), parent?.Config.Config),
            Changes = wish.Changes,
            Name = name,
            Author = wish.Author.Length > 0 ? wish.Author : null,
            Message = wish.Comment.Length > 0 ? wish.Comment : null,
            CreatedBy = string.Join(' ', record.Args.Prepend(record.Path)),
            Clock = _clock,
        };
    }

    private static ContainerDefaults Defaults(ContainerSettings config, ContainerDefaults? before) => (before ?? new ContainerDefaults()) with
    {
        User = config.User.Length > 0 ? config.User : null,
        ExposedPorts = config.ExposedPorts is { Count: > 0 } ports ? [.. ports.Keys] : null,
        Env = config.Env,
        Entrypoint = config.Entrypoint,
        Cmd = config.Cmd,
        Volumes = config.Volumes is { Count: > 0 } volumes ? [.. volumes.Keys] : null,
        WorkingDir = config.WorkingDir.Length > 0 ? config.WorkingDir : null,
        Labels = config.Labels is { Count: > 0 } labels ? labels : null,
        StopSignal = config.StopSignal,
        Shell = config.Shell,
        OnBuild = config.OnBuild,
        Healthcheck = config.Healthcheck is not { } health ? null : new Healthcheck
        {
            Test = health.Test,
            IntervalNanoseconds = NotZero(health.Interval),
            TimeoutNanoseconds = NotZero(health.Timeout),
            StartPeriodNanoseconds = NotZero(health.StartPeriod),
            StartIntervalNanoseconds = NotZero(health.StartInterval),
            Retries = health.Retries == 0 ? null : health.Retries,
        },
    };

    private static long? NotZero(long value) => value == 0 ? null : value;
}
