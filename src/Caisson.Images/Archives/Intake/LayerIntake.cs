using Caisson.Images.Layers;
using Caisson.Images.Layers.Buffers;
using Caisson.Images.Layers.Compression;
using Caisson.Images.Layers.Recipes;
using Caisson.Images.Layers.Unpack;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives.Intake;

/// <summary>
/// What may be a layer, on its way into a store: the data as it comes, and at the same time the files that it unpacks to.
/// Both are there after <see cref="Commit"/>, and neither without it. Of an archive that comes uncompressed, the contents
/// of files are written once: what is kept of the data is its recipe.
/// </summary>
internal sealed class LayerIntake : IDisposable
{
    private readonly ContentStore _content;
    private readonly LayerDraft _draft;
    private readonly Digest? _expected;
    private readonly long? _expectedSize;

    // One of the two.
    private readonly BlobWriter? _writer;
    private readonly RecipeWriter? _recipe;

    private LayerResult? _result;
    private ImageException? _fault;

    private LayerIntake(
        ContentStore content, LayerDraft draft, BlobWriter? writer, RecipeWriter? recipe, Digest? expected, long? expectedSize)
    {
        _content = content;
        _draft = draft;
        _writer = writer;
        _recipe = recipe;
        _expected = expected;
        _expectedSize = expectedSize;
    }

    /// <summary>Reads all of it. That it can't be unpacked is no error yet: it may be something else.</summary>
    /// <param name="store">The store.</param>
    /// <param name="lease">What keeps it until an image refers to it.</param>
    /// <param name="contents">The data, which stays the caller's.</param>
    /// <param name="digest">The digest that it has to have; null for any.</param>
    /// <param name="sizeBytes">How long it has to be; null for any length.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">It is too large, or the store can't take it.</exception>
    internal static LayerIntake Read(
        ImageStore store, Lease lease, Stream contents, Digest? digest, long? sizeBytes, CancellationToken cancellation)
    {
        byte[] start = new byte[LayerCompression.DetectBytes];
        int length = contents.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        var whole = new PrefixedStream(start.AsMemory(0, length), contents);

        // The store knows layers by their SHA-256 alone, and so the archives that are kept with them.
        bool isArchive = digest is null or { Algorithm: "sha256" } && IsUncompressed(start.AsSpan(0, length));
        LayerDraft draft = store.Layers.Begin(lease);
        LayerIntake? intake = null;
        try
        {
            intake = new LayerIntake(
                store.Content,
                draft,
                isArchive ? null : store.Content.Begin(lease, digest, sizeBytes),
                isArchive ? draft.BeginRecipe(sizeBytes ?? store.Limits.BlobBytes) : null,
                digest,
                sizeBytes);
            intake.Read(whole, store.Limits, cancellation);
            return intake;
        }
        catch
        {
            draft.Dispose();
            intake?.Dispose();
            throw;
        }
    }

    /// <summary>As <see cref="Read(ImageStore, Lease, Stream, Digest?, long?, CancellationToken)"/> and
    /// <see cref="Commit"/>, of what has to be a layer.</summary>
    /// <exception cref="ImageException">It is none.</exception>
    internal static TakenLayer Take(ImageStore store, Lease lease, Stream contents, CancellationToken cancellation)
    {
        using LayerIntake intake = Read(store, lease, contents, null, null, cancellation);
        return intake._fault is { } fault ? throw fault : intake.Commit();
    }

    /// <summary>Unpacks a layer whose data is there already.</summary>
    /// <param name="store">The store.</param>
    /// <param name="lease">What keeps it.</param>
    /// <param name="contents">The data, which stays the caller's.</param>
    /// <param name="layer">Its digest and length.</param>
    /// <param name="diffId">The digest that the archive in it has to have.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">It is not what it should be, or can't be unpacked.</exception>
    internal static void Unpack(
        ImageStore store, Lease lease, Stream contents, Descriptor layer, Digest diffId, CancellationToken cancellation)
    {
        using LayerDraft draft = store.Layers.Begin(lease);
        LayerRequest request = new()
        {
            Digest = layer.Digest,
            SizeBytes = layer.Size,
            DiffId = diffId,
            Hash = VerifyingStream.HashOf(contents),
            Unpack = new UnpackOptions { Limits = store.Limits },
        };
        LayerResult result = LayerPipeline.Run(contents, draft.Folder, request, cancellation);
        draft.Commit(result.DiffId, result.Sizes);
    }

    /// <summary>Puts the data into the store and, where it could be unpacked, its files too.</summary>
    /// <exception cref="ImageException">The data is not what its digest says.</exception>
    internal TakenLayer Commit()
    {
        if (_recipe is not null)
        {
            return CommitRecipe(_recipe, _result!);
        }

        long sizeBytes = _writer!.Length;
        Digest digest = _writer.Commit();
        if (_result is not { } result)
        {
            return new TakenLayer(digest, sizeBytes, default, null, _fault);
        }

        _draft.Commit(result.DiffId, result.Sizes);
        return new TakenLayer(digest, sizeBytes, result.Compression, result.DiffId, null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _draft.Dispose();
        _writer?.Dispose();
        _recipe?.Dispose();
    }

    private static bool IsUncompressed(ReadOnlySpan<byte> start)
    {
        try
        {
            return LayerCompression.Detect(start) == CompressionKind.None;
        }
        catch (ImageException)
        {
            // A compression that is not known: what is wrong with it is told by whoever unpacks it.
            return false;
        }
    }

    private TakenLayer CommitRecipe(RecipeWriter recipe, LayerResult result)
    {
        if (_expectedSize is { } size && result.SizeBytes != size)
        {
            throw new ImageException(
                ImageErrorKind.DigestMismatch,
                $"{_expected ?? result.Digest}: has {result.SizeBytes} of the {size} bytes that it should have");
        }

        if (_expected is { } expected && result.Digest != expected)
        {
            throw new ImageException(
                ImageErrorKind.DigestMismatch, $"{expected}: what arrived has the digest {result.Digest}");
        }

        if (_fault is not null)
        {
            _draft.CommitContent(result.Digest, recipe, _content);
            return new TakenLayer(result.Digest, result.SizeBytes, default, null, _fault);
        }

        _draft.CommitWithContent(result.DiffId, result.Sizes, recipe, _content);
        return new TakenLayer(result.Digest, result.SizeBytes, result.Compression, result.DiffId, null);
    }

    private void Read(Stream contents, ImageLimits limits, CancellationToken cancellation)
    {
        var tee = new TeeStream(contents, _writer ?? Stream.Null);
        try
        {
            LayerRequest request = new()
            {
                Hash = _writer?.Hash,
                Recipe = _recipe,
                Unpack = new UnpackOptions { Limits = limits },
            };
            _result = LayerPipeline.Run(tee, _draft.Folder, request, cancellation);
            _fault = _result.Fault;
        }
        catch (Exception e)
        {
            tee.ThrowIfFailed();

            // Of a bomb, nothing more is to be written.
            if (_recipe is not null || e is not ImageException fault || !LayerPipeline.IsOfLayer(fault))
            {
                throw;
            }

            _fault = fault;
            _draft.Dispose();
            tee.Drain(cancellation);
        }
    }
}
