using Caisson.Images.Archives.Intake;
using Caisson.Images.Layers.Buffers;
using Caisson.Images.Layers.Diff;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives;

/// <summary>Makes an image of what a container has changed, as <c>docker commit</c> does.</summary>
/// <remarks>Thread: any; a call blocks its own, and runs others of its own beside.</remarks>
public static class ImageCommitter
{
    private const int BufferBytes = 256 << 10;
    private const int BufferCount = 8;

    // The archive without entries: what changed nothing gets no layer, as with Docker.
    private static readonly Digest EmptyArchive = Digest.Compute(new byte[1024]);

    /// <summary>Makes the image. Whether the container is paused meanwhile is the caller's decision.</summary>
    /// <param name="store">Where the parent is, and where to.</param>
    /// <param name="request">The container.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">A change is malformed, or the directory can't be a layer. There is no image.</exception>
    public static NewImage Commit(ImageStore store, CommitRequest request, CancellationToken cancellation = default)
    {
        ContainerDefaults config = ConfigChanges.Apply(request.Config, request.Changes);
        config = config with { Healthcheck = config.Healthcheck?.Over(request.Config.Healthcheck) };
        try
        {
            using Lease lease = store.Leases.Begin();
            if (request.Parent is { } parent)
            {
                lease.AddImage(parent.Target.Digest);
            }

            TakenLayer layer = Take(store, lease, request.UpperFolder, cancellation);
            bool isEmpty = layer.DiffId == EmptyArchive;
            string created = ImageTime.Format(request.Clock.GetUtcNow());
            ImageConfig before = request.Parent?.Config ?? new ImageConfig
            {
                Architecture = Platform.Host.Architecture,
                Os = Platform.Host.Os,
                RootFs = new RootFs(),
            };
            HistoryEntry entry = new()
            {
                Created = created,
                CreatedBy = request.CreatedBy,
                Author = request.Author,
                Comment = request.Message,
                EmptyLayer = isEmpty,
            };
            ImageConfig image = before with
            {
                Created = created,
                Author = request.Author,
                Config = config,
                RootFs = new RootFs { DiffIds = isEmpty ? before.RootFs.DiffIds : [.. before.RootFs.DiffIds, layer.DiffId!.Value] },
                History = [.. before.History ?? [], entry],
            };
            IReadOnlyList<Descriptor> below = request.Parent?.Manifest.Layers ?? [];
            return NewImageWriter.Write(store, lease, image, isEmpty ? below : [.. below, layer.ToDescriptor()], request.Name);
        }
        catch
        {
            Unused.Collect(store);
            throw;
        }
    }

    // The directory is read on another thread than the one that takes what it becomes.
    private static TakenLayer Take(ImageStore store, Lease lease, string folder, CancellationToken cancellation)
    {
        var failure = new PipelineFailure();
        var ring = new BufferRing(BufferCount, BufferBytes, 1, failure);
        PipelineStage stage = PipelineStage.Start("commit-read", failure, () =>
        {
            using var archive = new RingWriter(ring);
            LayerDiff.Write(folder, archive, store.Limits, cancellation);
            archive.Complete();
        });
        try
        {
            using var archive = new SourceStream(new RingSource(ring, 0, long.MaxValue));
            TakenLayer layer = LayerIntake.Take(store, lease, archive, cancellation);
            stage.Join();
            return layer;
        }
        catch (Exception e)
        {
            failure.Report(e);
            stage.Join();
            failure.ThrowIfSet();
            throw;
        }
    }
}
