using System.Runtime.ExceptionServices;
using Caisson.Images.Build.Cache;
using Caisson.Images.Build.Context;
using Caisson.Images.Build.Dockerfiles;
using Caisson.Images.Build.Dockerfiles.Instructions;
using Caisson.Images.Build.Dockerfiles.Parsing;
using Caisson.Images.Build.Images;
using Caisson.Images.Build.Stages;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build;

/// <summary>
/// Builds images from Dockerfiles. Commands run in a sandbox that is given; everything else happens here, on overlays
/// that nobody else sees.
/// </summary>
/// <remarks>Needs CAP_SYS_ADMIN, in a user namespace at least, for overlayfs. Thread: any; several builds at once are fine.</remarks>
public sealed class Builder
{
    private readonly ImageStore _store;
    private readonly IBuildSandbox _sandbox;
    private readonly IImagePuller? _puller;
    private readonly TimeProvider _time;

    /// <summary>Makes a builder.</summary>
    /// <param name="store">Where base images come from, and images go to.</param>
    /// <param name="sandbox">Runs commands.</param>
    /// <param name="puller">Gets base images that are not in the store; null where nobody does.</param>
    /// <param name="time">The clock.</param>
    public Builder(ImageStore store, IBuildSandbox sandbox, IImagePuller? puller = null, TimeProvider? time = null)
    {
        _store = store;
        _sandbox = sandbox;
        _puller = puller;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Builds an image.</summary>
    /// <param name="context">The Dockerfile, and the files that COPY can use; it stays the caller's.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Is told how it goes.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ImageException">The Dockerfile is malformed, or a step cannot be made.</exception>
    /// <exception cref="RunFailedException">A command failed.</exception>
    /// <exception cref="Caisson.Linux.LinuxException">The kernel refused something.</exception>
    public async Task<BuildResult> BuildAsync(
        BuildContext context, BuildOptions options, IBuildProgress progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        Dockerfile file = DockerfileParser.Parse(context.Dockerfile.Span);
        BuildPlan plan = BuildPlan.Make(file, options, Platform.Host);
        ReportWarnings(file, progress);
        using BuildSession session = new(_store, context, options, progress, _time) { Sandbox = _sandbox };
        ImageState state = await BuildStagesAsync(session, plan, cancellation).ConfigureAwait(false);
        ReportUnused(plan, progress);
        BuildResult result = Finish(session, state);
        progress.Report(new BuildEvent(BuildEventKind.Built, 0, result.ImageId.ToString()));
        foreach (ImageReference tag in options.Tags)
        {
            _store.References.Set(tag, result.Manifest);
            progress.Report(new BuildEvent(BuildEventKind.Tagged, 0, tag.WithDefaultTag().Familiar));
        }

        return result;
    }

    /// <summary>Removes results of steps that no build has used for a while, and, if that is any time at all, the folders of cache mounts too.</summary>
    /// <param name="store">The store.</param>
    /// <param name="unusedFor">How long; <see cref="TimeSpan.Zero"/> for everything.</param>
    /// <returns>How many results were removed. What they kept goes with the store's next collection.</returns>
    public static int PruneCache(ImageStore store, TimeSpan unusedFor)
    {
        using BuildFolder folder = new(store);
        ScratchFolder.Sweep(folder);
        if (unusedFor == TimeSpan.Zero)
        {
            new CacheMounts(folder).Prune();
        }

        return new BuildCache(store, folder).Prune(TimeProvider.System.GetUtcNow() - unusedFor);
    }

    private async Task<ImageState> BuildStagesAsync(BuildSession session, BuildPlan plan, CancellationToken cancellation)
    {
        ReportGlobalArguments(plan, session.Progress);
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        StageSet stages = new(session, plan, new BaseImages(session, _puller), failed.Token);
        List<Task<StageResult>> needed = [];
        foreach (StagePlan stage in plan.Stages)
        {
            if (stage.IsNeeded)
            {
                needed.Add(stages.GetStageAsync(stage.Index));
            }
            else
            {
                ReportSkipped(stage, plan, session.Progress);
            }
        }

        await WaitAsync(needed, failed).ConfigureAwait(false);
        return (await needed[^1].ConfigureAwait(false)).State;
    }

    // The first failure ends the other stages; nothing of theirs runs any more when it is raised.
    private static async Task WaitAsync(List<Task<StageResult>> stages, CancellationTokenSource failed)
    {
        List<Task> open = [.. stages];
        Exception? first = null;
        while (open.Count > 0)
        {
            Task done = await Task.WhenAny(open).ConfigureAwait(false);
            open.Remove(done);
            if (first is null && !done.IsCompletedSuccessfully)
            {
                first = done.Exception?.InnerException ?? new OperationCanceledException(failed.Token);
                await failed.CancelAsync().ConfigureAwait(false);
            }
        }

        if (first is not null)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }

    private BuildResult Finish(BuildSession session, ImageState state)
    {
        if (state.Unchanged is { } unchanged)
        {
            _store.References.AddNameless(unchanged.ManifestDescriptor);
            return new BuildResult(unchanged.Id, unchanged.ManifestDescriptor);
        }

        if (state.Id is not { } id)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, "No image was generated. Is your Dockerfile empty?");
        }

        byte[] config = state.Config.ToJson();
        _store.Content.Add(session.Lease, config);
        ImageManifest manifest = new()
        {
            MediaType = MediaTypes.OciManifest,
            Config = new Descriptor { MediaType = MediaTypes.OciConfig, Digest = id, Size = config.Length },
            Layers = [.. state.Layers.Select(l => l.Transport with { MediaType = OciNameOf(l.Transport.MediaType) })],
        };
        byte[] document = manifest.ToJson();
        Descriptor descriptor = new()
        {
            MediaType = MediaTypes.OciManifest,
            Digest = _store.Content.Add(session.Lease, document),
            Size = document.Length,
        };
        _store.References.AddNameless(descriptor);
        return new BuildResult(id, descriptor);
    }

    // A manifest has layers of one kind of names; the content is the same under both.
    private static string OciNameOf(string mediaType) => mediaType switch
    {
        MediaTypes.DockerLayerTar => MediaTypes.OciLayerTar,
        MediaTypes.DockerLayerTarGzip => MediaTypes.OciLayerTarGzip,
        MediaTypes.DockerLayerTarZstd => MediaTypes.OciLayerTarZstd,
        _ => mediaType,
    };

    private static void ReportWarnings(Dockerfile file, IBuildProgress progress)
    {
        foreach (string warning in file.Warnings)
        {
            progress.Report(new BuildEvent(BuildEventKind.Warning, 0, $"[WARNING]: {warning}"));
        }

        if (file.Warnings.Count > 0)
        {
            progress.Report(new BuildEvent(
                BuildEventKind.Warning, 0, "[WARNING]: Empty continuation lines will become errors in a future release."));
        }
    }

    private static void ReportGlobalArguments(BuildPlan plan, IBuildProgress progress)
    {
        int step = 0;
        foreach (ArgInstruction argument in plan.File.GlobalArguments)
        {
            step++;
            progress.Report(
                new BuildEvent(BuildEventKind.StepStarted, step, argument.Lines.Text) { StepCount = plan.StepCount });
            progress.Report(
                new BuildEvent(BuildEventKind.StepFinished, step, BuildTranscript.StepWithoutImage) { StepCount = plan.StepCount });
        }
    }

    private static void ReportSkipped(StagePlan stage, BuildPlan plan, IBuildProgress progress)
    {
        for (int i = 0; i <= stage.Instructions.Count; i++)
        {
            progress.Report(new BuildEvent(BuildEventKind.StepSkipped, stage.FirstStep + i, "")
            {
                StepCount = plan.StepCount,
                Stage = stage.Index,
            });
        }
    }

    private static void ReportUnused(BuildPlan plan, IBuildProgress progress)
    {
        if (plan.Scope.Unused() is { Count: > 0 } unused)
        {
            progress.Report(new BuildEvent(
                BuildEventKind.Warning, 0, $"[Warning] One or more build-args {GoText.List(unused)} were not consumed"));
        }
    }
}
