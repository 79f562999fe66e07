using System.Security.Cryptography;
using Caisson.Images.Archives.Intake;
using Caisson.Images.Layers.Compression;
using Caisson.Images.Layers.Tar;
using Caisson.Images.Store;
using Caisson.Oci;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives.Layouts;

/// <summary>Makes images of what an archive had: everything that they refer to is in the store, and is what it should be.</summary>
internal sealed class ImageAssembler
{
    private const int BufferBytes = 256 << 10;

    private readonly ImageStore _store;
    private readonly Lease _lease;
    private readonly CancellationToken _cancellation;

    internal ImageAssembler(ImageStore store, Lease lease, ArchiveContents contents, CancellationToken cancellation)
    {
        _store = store;
        _lease = lease;
        _cancellation = cancellation;
        Contents = contents;
    }

    /// <summary>What the archive had.</summary>
    internal ArchiveContents Contents { get; }

    /// <summary>What is accepted.</summary>
    internal ImageLimits Limits => _store.Limits;

    /// <summary>Reads a document of the archive's.</summary>
    /// <exception cref="ImageException">It is malformed.</exception>
    internal static T Parse<T>(string path, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (OciException e)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, $"invalid archive: {path}: {e.Message}", e);
        }
    }

    /// <summary>Adds a document that the archive did not have.</summary>
    internal Descriptor Add(string mediaType, byte[] document) => new()
    {
        MediaType = mediaType,
        Digest = _store.Content.Add(_lease, document),
        Size = document.Length,
    };

    /// <summary>Adds a file of the archive's as content.</summary>
    internal void AddBlob(ArchiveItem item)
    {
        if (item.Contents is { } contents)
        {
            _store.Content.Add(_lease, contents);
        }
    }

    /// <summary>Reads and adds the configuration of an image.</summary>
    /// <param name="item">The configuration.</param>
    /// <param name="layers">How many layers the manifest has.</param>
    /// <exception cref="ImageException">It is malformed, or has another number of layers.</exception>
    internal ImageConfig AddConfig(ArchiveItem item, int layers)
    {
        byte[] document = Contents.Read(item, Limits.ConfigBytes);
        ImageConfig config = Parse(item.Path, () => ImageConfig.Parse(document));
        if (layers != config.RootFs.DiffIds.Count)
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent,
                $"invalid manifest, layers length mismatch: expected {layers}, got {config.RootFs.DiffIds.Count}");
        }

        if (layers > Limits.Layers)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded, $"{item.Path}: an image of {layers} layers; the most that is accepted is {Limits.Layers}");
        }

        AddBlob(item);
        return config;
    }

    /// <summary>Adds a layer, unpacked.</summary>
    /// <param name="item">The layer.</param>
    /// <param name="diffId">The digest that the configuration gives its archive.</param>
    /// <param name="number">The layer's number, from 0.</param>
    /// <exception cref="ImageException">It is another one, or none.</exception>
    internal void AddLayer(ArchiveItem item, Digest diffId, int number)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (item.Layer is { Fault: { } fault })
        {
            throw new ImageException(fault.Kind, $"layer {number} ({item.Digest}): {fault.Message}", fault);
        }

        if (item.Layer is { DiffId: { } actual })
        {
            Check(actual, diffId, number);
            return;
        }

        AddBlob(item);
        _lease.AddLayer(diffId);
        if (_store.Layers.TryGet(diffId) is null)
        {
            using Stream data = Contents.Open(item);
            LayerIntake.Unpack(_store, _lease, data, DescriptorOf(item), diffId, _cancellation);
        }
        else
        {
            Check(ComputeDiffId(item), diffId, number);
        }

        item.Layer = new TakenLayer(item.Digest, item.SizeBytes, CompressionOf(item), diffId, null);
    }

    /// <summary>A layer for a manifest, its kind found out from its data.</summary>
    internal Descriptor DescriptorOf(ArchiveItem item) => new()
    {
        MediaType = TakenLayer.MediaTypeOf(CompressionOf(item)),
        Digest = item.Digest,
        Size = item.SizeBytes,
    };

    private static void Check(Digest actual, Digest expected, int number)
    {
        if (actual != expected)
        {
            throw new ImageException(
                ImageErrorKind.DigestMismatch, $"invalid diffID for layer {number}: expected \"{expected}\", got \"{actual}\"");
        }
    }

    private CompressionKind CompressionOf(ArchiveItem item)
    {
        if (item.Layer is { Fault: null } layer)
        {
            return layer.Compression;
        }

        byte[] start = new byte[LayerCompression.DetectBytes];
        using Stream data = Contents.Open(item);
        return LayerCompression.Detect(start.AsSpan(0, data.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)));
    }

    /// <summary>The digest of the archive in a layer.</summary>
    internal Digest ComputeDiffId(ArchiveItem item)
    {
        using Stream data = Contents.Open(item);
        using Stream archive = LayerCompression.OpenDecompressed(data, Limits);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[BufferBytes];
        long length = 0;
        while (archive.Read(buffer) is > 0 and var count)
        {
            _cancellation.ThrowIfCancellationRequested();
            length += count;
            if (length > Limits.LayerBytes)
            {
                throw TarError.LayerBytes(Limits.LayerBytes);
            }

            hash.AppendData(buffer.AsSpan(0, count));
        }

        return Digest.FromSha256(hash.GetHashAndReset());
    }
}
