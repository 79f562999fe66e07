using System.IO.Pipelines;
using System.Security.Cryptography;
using Caisson.Images.Layers;
using Caisson.Images.Layers.Unpack;
using Caisson.Images.Store;
using Caisson.Linux.Scheduling;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Pull;

/// <summary>Brings a layer into the store: downloaded, verified, decompressed and unpacked at once where it comes from its
/// beginning; unpacked afterwards where a download goes on in the middle.</summary>
internal sealed class LayerPull
{
    // What may have come and not yet been unpacked. Enough for the network not to wait for a short pause of the disk.
    private const int PipeBytes = 4 << 20;

    private readonly ImageStore _store;
    private readonly Lease _lease;
    private readonly RegistryOptions _options;
    private readonly PullReport _report;
    private readonly Descriptor _layer;

    /// <param name="store">Where it goes.</param>
    /// <param name="lease">What keeps it there.</param>
    /// <param name="options">How it is downloaded.</param>
    /// <param name="report">Told how it goes.</param>
    /// <param name="layer">The layer.</param>
    internal LayerPull(ImageStore store, Lease lease, RegistryOptions options, PullReport report, Descriptor layer)
    {
        _store = store;
        _lease = lease;
        _options = options;
        _report = report;
        _layer = layer;
    }

    /// <summary>The digest of its tar; null if it is not to be unpacked.</summary>
    internal required Digest? DiffId { get; init; }

    /// <summary>Where it can be had.</summary>
    internal required IReadOnlyList<BlobSource> Sources { get; init; }

    private bool IsUnpacked => DiffId is not { } diffId || _store.Layers.TryGet(diffId) is not null;

    /// <summary>Brings the layer into the store.</summary>
    /// <param name="gate">Limits how many do so at once.</param>
    /// <param name="cancellation">Ends it; what has been downloaded is kept for the next time.</param>
    /// <exception cref="ImageException">The layer cannot be had, or is not what it should be.</exception>
    internal async Task RunAsync(SemaphoreSlim gate, CancellationToken cancellation)
    {
        _lease.AddBlob(_layer.Digest);
        if (DiffId is { } diffId)
        {
            _lease.AddLayer(diffId);
        }

        if (_store.Content.Has(_layer) && IsUnpacked)
        {
            _report.Layer(TransferStage.Exists, _layer);
            return;
        }

        _report.Layer(TransferStage.Queued, _layer);
        Task turn = gate.WaitAsync(cancellation);
        if (!turn.IsCompleted)
        {
            _report.Layer(TransferStage.Waiting, _layer);
        }

        await turn;
        try
        {
            await DownloadAsync(cancellation);
            if (!IsUnpacked)
            {
                await UnpackAsync(cancellation);
            }

            _report.Layer(TransferStage.Pulled, _layer);
        }
        finally
        {
            gate.Release();
        }
    }

    // What was there before may be damaged, and what the server has may have changed: once, all of it is fetched anew.
    private async Task DownloadAsync(CancellationToken cancellation)
    {
        for (bool isSecond = false; ; isSecond = true)
        {
            using BlobWriter? writer = await _store.Content.BeginAsync(
                _lease, _layer.Digest.ToString(), _layer.Digest, _layer.Size, cancellation);
            if (writer is null)
            {
                return;
            }

            bool isResumed = writer.Position > 0;
            try
            {
                await (isResumed || IsUnpacked ? StoreAsync(writer, cancellation) : StoreAndUnpackAsync(writer, cancellation));
                return;
            }
            catch (ContentChangedException e)
            {
                writer.Abandon();
                if (isSecond)
                {
                    throw new ImageException(
                        ImageErrorKind.Unavailable,
                        $"{_layer.Digest}: changes at the registry while it is downloaded", e);
                }
            }
            catch (ImageException e) when (IsWorthless(e))
            {
                writer.Abandon();
                if (e.Kind != ImageErrorKind.DigestMismatch || !isResumed || isSecond)
                {
                    throw;
                }
            }
        }
    }

    // Whether nobody wants to go on with what has been downloaded.
    private static bool IsWorthless(ImageException e) =>
        e.Kind is not (ImageErrorKind.Unavailable or ImageErrorKind.Unauthorized or ImageErrorKind.NoCredentials or ImageErrorKind.NotFound);

    private async Task StoreAsync(BlobWriter writer, CancellationToken cancellation)
    {
        BlobDownload download = Download((data, _) =>
        {
            writer.Write(data.Span);
            return ValueTask.CompletedTask;
        });
        await download.RunAsync(writer.Position, cancellation);
        _report.Layer(TransferStage.Verifying, _layer);
        await CommitAsync(writer, download);
        _report.Layer(TransferStage.Downloaded, _layer);
    }

    private async Task StoreAndUnpackAsync(BlobWriter writer, CancellationToken cancellation)
    {
        Pipe pipe = new(new PipeOptions(
            pauseWriterThreshold: PipeBytes,
            resumeWriterThreshold: PipeBytes / 2,
            minimumSegmentSize: 64 << 10,
            useSynchronizationContext: false));
        BlobDownload download = Download(async (data, c) =>
        {
            FlushResult flushed = await pipe.Writer.WriteAsync(data, c);
            if (flushed.IsCompleted)
            {
                throw new UnpackingEndedException();
            }
        });
        using LayerDraft draft = _store.Layers.Begin(_lease);
        Task<LayerResult> unpacking = UnpackAsync(pipe.Reader, draft, writer, cancellation);
        try
        {
            await download.RunAsync(0, cancellation);
            await pipe.Writer.CompleteAsync();
        }
        catch (UnpackingEndedException)
        {
            await pipe.Writer.CompleteAsync();
        }
        catch
        {
            // What has come is written, for the next time. The draft and the writer stay in use until all threads end.
            await pipe.Writer.CompleteAsync();
            await ((Task)unpacking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        _report.Layer(TransferStage.Verifying, _layer);
        _report.Extracting(_layer);
        LayerResult result = await ExplainAsync(unpacking, download);
        await CommitAsync(writer, download);
        _report.Layer(TransferStage.Downloaded, _layer);
        await CommitAsync(draft, result);
    }

    private async Task<LayerResult> UnpackAsync(PipeReader reader, LayerDraft draft, BlobWriter copy, CancellationToken cancellation)
    {
        await using Stream stream = reader.AsStream();
        return await LayerPipeline.RunAsync(stream, draft.Folder, Request(copy, copy.Hash), cancellation);
    }

    // From the store.
    private async Task UnpackAsync(CancellationToken cancellation)
    {
        _report.Extracting(_layer);
        await using Stream content = _store.Content.OpenVerified(_layer.Digest);
        using LayerDraft draft = _store.Layers.Begin(_lease);
        LayerResult result = await LayerPipeline.RunAsync(content, draft.Folder, Request(null, VerifyingStream.HashOf(content)), cancellation);
        await CommitAsync(draft, result);
    }

    // The digest is computed once, by whoever keeps the data or brings it.
    private LayerRequest Request(BlobWriter? copy, IncrementalHash? hash) => new()
    {
        Digest = _layer.Digest,
        SizeBytes = _layer.Size,
        DiffId = DiffId,
        Copy = copy,
        Hash = hash,
        Unpack = new UnpackOptions { Limits = _store.Limits },
    };

    private BlobDownload Download(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink) =>
        new(_layer, Sources, _options, sink)
        {
            Progress = _report.Counter(_layer),
            Pausing = pause => _report.Pausing(_layer, pause),
        };

    private static Task<Digest> CommitAsync(BlobWriter writer, BlobDownload download) =>
        ExplainAsync(BlockingThread.RunAsync("blob-commit", writer.Commit), download);

    private static Task<UnpackedLayer> CommitAsync(LayerDraft draft, LayerResult result) => BlockingThread.RunAsync(
        "layer-commit",
        () => draft.Commit(result.DiffId, result.Sizes));

    // A digest that does not match has a likely reason where the server has encoded what nobody asked it to.
    private static async Task<T> ExplainAsync<T>(Task<T> verification, BlobDownload download)
    {
        try
        {
            return await verification;
        }
        catch (ImageException e) when (e.Kind == ImageErrorKind.DigestMismatch && download.Encoding is not null)
        {
            throw new ImageException(
                e.Kind, $"{e.Message} (the registry has sent it encoded as {download.Encoding}, which was not asked for)", e);
        }
    }

    /// <summary>Nobody reads the pipe any more; whoever did says why.</summary>
    private sealed class UnpackingEndedException : Exception;
}
