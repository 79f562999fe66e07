using System.Security.Cryptography;
using Caisson.Images.Layers.Buffers;
using Caisson.Images.Layers.Compression;
using Caisson.Images.Layers.Unpack;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Layers;

/// <summary>
/// Takes a layer as it arrives and unpacks it at the same time. Reading (with the digest of what comes, and the copy),
/// decompression, the digest of what comes out, and unpacking each have a thread; between them are a few buffers, so
/// that a layer of any size takes the same few megabytes.
/// </summary>
/// <remarks>
/// <code>
/// layer ─ read, digest, copy ─▶ ring ─ decompress ─▶ ring ─┬─ digest
///                                                          └─ unpack
/// </code>
/// Without compression there is one ring, and the digest of what comes is that of the archive.
/// </remarks>
public sealed class LayerPipeline
{
    // Large enough that handing over costs nothing beside the work, few enough to stay in the last-level cache.
    private const int BufferBytes = 256 << 10;
    private const int BufferCount = 8;

    private readonly Stream _layer;
    private readonly CompressionKind _compression;
    private readonly string _folder;
    private readonly LayerRequest _request;
    private readonly CancellationToken _cancellation;
    private readonly PipelineFailure _failure = new();
    private readonly List<PipelineStage> _stages = [];

    // Null where somebody else does.
    private readonly IncrementalHash? _hash;

    private Digest _digest;
    private long _sizeBytes;
    private Digest _diffId;
    private LayerSizes _sizes;
    private ImageException? _fault;

    private LayerPipeline(
        Stream layer, CompressionKind compression, string folder, LayerRequest request, CancellationToken cancellation)
    {
        _layer = layer;
        _compression = compression;
        _folder = folder;
        _request = request;
        _cancellation = cancellation;
        _hash = request.Hash is null ? IncrementalHash.CreateHash(BlobAlgorithm) : null;
    }

    private HashAlgorithmName BlobAlgorithm =>
        _request.Hash?.AlgorithmName ?? _request.Digest?.HashName ?? HashAlgorithmName.SHA256;

    private HashAlgorithmName DiffIdAlgorithm => _request.DiffId?.HashName ?? HashAlgorithmName.SHA256;

    /// <summary>Takes a layer; the calling thread reads it.</summary>
    /// <param name="layer">The layer, compressed or not; it stays the caller's.</param>
    /// <param name="folder">An empty directory, which is unpacked into, and in which nobody else works meanwhile.</param>
    /// <param name="request">What is known of the layer, and what is to be done with it.</param>
    /// <param name="cancellation">Ends the work; a read of the layer that is waiting ends when the layer is closed.</param>
    /// <exception cref="ImageException">
    /// The layer is not what its digest or size says, malformed, hostile or too large. What has been unpacked stays, for
    /// the caller to remove with the directory.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LayerResult Run(
        Stream layer, string folder, LayerRequest? request = null, CancellationToken cancellation = default)
    {
        byte[] start = new byte[LayerCompression.DetectBytes];
        int length = layer.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        CompressionKind compression = LayerCompression.Detect(start.AsSpan(0, length));
        var whole = new PrefixedStream(start.AsMemory(0, length), layer);
        return new LayerPipeline(whole, compression, folder, request ?? new LayerRequest(), cancellation).Run();
    }

    /// <summary>As <see cref="Run(Stream, string, LayerRequest?, CancellationToken)"/>, on a thread of its own.</summary>
    public static Task<LayerResult> RunAsync(
        Stream layer, string folder, LayerRequest? request = null, CancellationToken cancellation = default)
    {
        var result = new TaskCompletionSource<LayerResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                result.SetResult(Run(layer, folder, request, cancellation));
            }
            catch (OperationCanceledException e)
            {
                result.SetCanceled(e.CancellationToken);
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        })
        {
            Name = "layer",
            IsBackground = true,
        };
        thread.Start();
        return result.Task;
    }

    /// <summary>Whether it is the layer that is wrong, and neither this machine nor the layer's length.</summary>
    internal static bool IsOfLayer(ImageException error) =>
        error.Kind != ImageErrorKind.Unavailable && error.Limit != nameof(ImageLimits.LayerBytes);

    private LayerResult Run()
    {
        using (_hash)
        using (_cancellation.Register(() => _failure.Report(new OperationCanceledException(_cancellation))))
        {
            Exception? atReading = null;
            try
            {
                Read();
            }
            catch (Exception e)
            {
                atReading = e;
                _failure.Report(e);
            }

            _stages.ForEach(stage => stage.Join());
            ReadOnAfterFailure();
            if (IsDamaged && atReading is ImageException { Kind: ImageErrorKind.DigestMismatch })
            {
                throw atReading;
            }

            _failure.ThrowIfSet();
            Digest diffId = _diffId.IsEmpty ? _digest : _diffId;
            return _request.DiffId is { } expected && expected != diffId
                ? throw new ImageException(
                    ImageErrorKind.DigestMismatch, $"the layer {_digest} unpacks to {diffId}, where the image says {expected}")
                : new LayerResult(_digest, _sizeBytes, _compression, diffId, _sizes) { Fault = _fault };
        }
    }

    // The first stage, on the calling thread.
    private void Read()
    {
        BufferRing ring = StartStages();
        while (true)
        {
            Memory<byte> buffer = ring.BeginWrite();
            int count = _layer.Read(buffer.Span);
            if (count == 0)
            {
                break;
            }

            Take(buffer.Span[..count]);
            ring.EndWrite(count);
        }

        // Whoever is behind learns of a wrong digest before it sees the end.
        FinishDigest();
        ring.Complete();
    }

    private void Take(ReadOnlySpan<byte> data)
    {
        _sizeBytes += data.Length;
        if (_request.SizeBytes is { } expected && _sizeBytes > expected)
        {
            throw new ImageException(
                ImageErrorKind.DigestMismatch, $"the layer {_request.Digest} is longer than the {expected} bytes that it should have");
        }

        _hash?.AppendData(data);
        _request.Copy?.Write(data);
    }

    // Returns the ring that the first stage fills.
    private BufferRing StartStages()
    {
        bool isCompressed = _compression != CompressionKind.None;
        bool needsDigest = isCompressed || DiffIdAlgorithm != BlobAlgorithm;
        var archive = new BufferRing(BufferCount, BufferBytes, needsDigest ? 2 : 1, _failure);
        var toUnpack = new RingSource(archive, 0, _request.Unpack.Limits.LayerBytes) { Recipe = _request.Recipe };
        Start("layer-unpack", () => Unpack(toUnpack));
        if (needsDigest)
        {
            Start("layer-digest", () => _diffId = Hash(new RingSource(archive, 1, long.MaxValue)));
        }

        if (!isCompressed)
        {
            return archive;
        }

        var compressed = new BufferRing(BufferCount, BufferBytes, 1, _failure);
        Start("layer-expand", () => Decompress(new RingSource(compressed, 0, long.MaxValue), archive));
        return compressed;
    }

    private void Start(string name, Action work) => _stages.Add(PipelineStage.Start(name, _failure, work));

    private void Unpack(RingSource archive)
    {
        try
        {
            _sizes = LayerUnpacker.Unpack(archive, _folder, _request.Unpack with { IsForStore = true }, _cancellation);
        }
        catch (ImageException e) when (_request.Recipe is not null && IsOfLayer(e))
        {
            _fault = e;
            archive.Drain();
        }
    }

    private void Decompress(RingSource compressed, BufferRing archive)
    {
        using Stream stream = LayerCompression.Open(compressed, _compression, _request.Unpack.Limits);
        while (true)
        {
            Memory<byte> buffer = archive.BeginWrite();
            int count = stream.ReadAtLeast(buffer.Span, buffer.Length, throwOnEndOfStream: false);
            if (count == 0)
            {
                break;
            }

            archive.EndWrite(count);
        }

        archive.Complete();
    }

    private Digest Hash(RingSource archive)
    {
        using var hash = IncrementalHash.CreateHash(DiffIdAlgorithm);
        while (archive.Take(long.MaxValue) is { IsEmpty: false } data)
        {
            hash.AppendData(data);
        }

        return Digest.FromHash(DiffIdAlgorithm, hash.GetHashAndReset());
    }

    private bool IsDamaged => _failure.Exception is ImageException { Kind: ImageErrorKind.InvalidContent };

    // Data that is damaged on its way often fails to decompress before its digest is known; that it was damaged is the
    // better news, because another try may help.
    private void ReadOnAfterFailure()
    {
        if (!IsDamaged || _request.Digest is null || !_digest.IsEmpty)
        {
            return;
        }

        byte[] buffer = new byte[BufferBytes];
        while (_layer.Read(buffer) is > 0 and var count)
        {
            _cancellation.ThrowIfCancellationRequested();
            Take(buffer.AsSpan(0, count));
        }

        FinishDigest();
    }

    private void FinishDigest()
    {
        if (_request.SizeBytes is { } expected && _sizeBytes != expected)
        {
            throw new ImageException(
                ImageErrorKind.DigestMismatch, $"the layer {_request.Digest} ends after {_sizeBytes} of {expected} bytes");
        }

        _digest = Digest.FromHash(BlobAlgorithm, (_hash ?? _request.Hash!).GetCurrentHash());
        if (_request.Digest is { } wanted && wanted != _digest)
        {
            throw new ImageException(
                ImageErrorKind.DigestMismatch, $"the layer {wanted} has the digest {_digest} as it came");
        }
    }
}
