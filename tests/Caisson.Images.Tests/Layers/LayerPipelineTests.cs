using System.Security.Cryptography;
using Caisson.Images.Layers;
using Caisson.Images.Layers.Compression;
using Caisson.Images.Layers.Unpack;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Layers;

public sealed class LayerPipelineTests : IDisposable
{
    private static readonly byte[] Archive = MakeArchive();

    private readonly UnpackScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(CompressionKind.None)]
    [InlineData(CompressionKind.Gzip)]
    [InlineData(CompressionKind.Zstd)]
    public async Task Run_Layer_IsVerifiedCopiedAndUnpacked(CompressionKind kind)
    {
        byte[] layer = Compress(Archive, kind);
        using var copy = new MemoryStream();
        LayerResult result = await LayerPipeline.RunAsync(
            new Trickle(layer),
            _scene.Folder,
            new LayerRequest
            {
                Digest = Digest.Compute(layer),
                SizeBytes = layer.Length,
                DiffId = Digest.Compute(Archive),
                Copy = copy,
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(layer, copy.ToArray());
        Assert.Equal((kind, Digest.Compute(layer), Digest.Compute(Archive)), (result.Compression, result.Digest, result.DiffId));
        Assert.Equal((layer.Length, Archive.Length, 41), (result.SizeBytes, result.Sizes.ArchiveBytes, result.Sizes.Entries));
        Assert.Equal(RandomBytes(39), File.ReadAllBytes(_scene.Inside("d/file39")));
    }

    [Theory]
    [InlineData(CompressionKind.None, "SHA256")]
    [InlineData(CompressionKind.Gzip, "SHA256")]
    [InlineData(CompressionKind.None, "SHA512")]
    [InlineData(CompressionKind.Gzip, "SHA512")]
    public void Run_HashOfSomebodyElse_IsTheLayers(CompressionKind kind, string algorithm)
    {
        // Given before: that the result is its digest shows that nothing else has computed one.
        using var hash = IncrementalHash.CreateHash(new HashAlgorithmName(algorithm));
        byte[] other = "other"u8.ToArray();
        hash.AppendData(other);
        LayerResult result = Run(Compress(Archive, kind), new LayerRequest { Hash = hash });
        Assert.Equal(Digest.FromHash(hash.AlgorithmName, CryptographicOperations.HashData(hash.AlgorithmName, other)), result.Digest);
        Assert.Equal(kind == CompressionKind.None && algorithm == "SHA256" ? Digest.Compute(other) : Digest.Compute(Archive), result.DiffId);
    }

    [Theory]
    [InlineData(CompressionKind.None)]
    [InlineData(CompressionKind.Gzip)]
    public void Run_Sha512_IsVerified(CompressionKind kind)
    {
        byte[] layer = Compress(Archive, kind);
        var digest = Digest.FromHash(HashAlgorithmName.SHA512, SHA512.HashData(layer));
        LayerResult result = Run(layer, new LayerRequest { Digest = digest });
        Assert.Equal((digest, Digest.Compute(Archive)), (result.Digest, result.DiffId));
    }

    [Theory]
    [InlineData(CompressionKind.None)]
    [InlineData(CompressionKind.Gzip)]
    [InlineData(CompressionKind.Zstd)]
    public void Run_AnotherDigest_IsMismatch(CompressionKind kind) =>
        Refuse(Compress(Archive, kind), new LayerRequest { Digest = Digest.Compute("x"u8) }, ImageErrorKind.DigestMismatch);

    [Theory]
    [InlineData(CompressionKind.None)]
    [InlineData(CompressionKind.Gzip)]
    public void Run_AnotherDiffId_IsMismatch(CompressionKind kind) =>
        Refuse(Compress(Archive, kind), new LayerRequest { DiffId = Digest.Compute("x"u8) }, ImageErrorKind.DigestMismatch);

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Run_AnotherSize_IsMismatch(int difference)
    {
        byte[] layer = Compress(Archive, CompressionKind.Gzip);
        Refuse(layer, new LayerRequest { SizeBytes = layer.Length + difference }, ImageErrorKind.DigestMismatch);
    }

    [Theory]
    [InlineData(CompressionKind.None)]
    [InlineData(CompressionKind.Gzip)]
    [InlineData(CompressionKind.Zstd)]
    public void Run_DamagedOnItsWay_IsMismatchAndNotMalformed(CompressionKind kind)
    {
        byte[] layer = Compress(Archive, kind);
        Digest digest = Digest.Compute(layer);
        layer[layer.Length / 2] ^= 0xff;
        layer[20] ^= 0xff;
        Refuse(layer, new LayerRequest { Digest = digest, SizeBytes = layer.Length }, ImageErrorKind.DigestMismatch);
    }

    [Fact]
    public void Run_DamagedByItsAuthor_IsMalformed()
    {
        byte[] layer = Compress(Archive, CompressionKind.Gzip);
        layer[layer.Length / 2] ^= 0xff;
        Refuse(layer, new LayerRequest { Digest = Digest.Compute(layer) }, ImageErrorKind.InvalidContent);
    }

    [Theory]
    [InlineData(CompressionKind.None)]
    [InlineData(CompressionKind.Gzip)]
    [InlineData(CompressionKind.Zstd)]
    public void Run_CutOff_IsRefused(CompressionKind kind)
    {
        byte[] layer = Compress(Archive, kind);
        Refuse(layer[..(layer.Length / 2)], new LayerRequest(), ImageErrorKind.InvalidContent);
        Refuse(
            layer[..(layer.Length / 2)], new LayerRequest { Digest = Digest.Compute(layer), SizeBytes = layer.Length }, ImageErrorKind.DigestMismatch);
    }

    [Theory]
    [InlineData(CompressionKind.Gzip)]
    [InlineData(CompressionKind.Zstd)]
    public void Run_Bomb_IsStoppedByTheLimit(CompressionKind kind)
    {
        // 200 MB of zeros behind the end of an archive, in a few kilobytes.
        byte[] bomb = Compress(
            [.. new ArchiveBuilder().AddFile("f").End(), .. new byte[200 << 20]], kind);
        Assert.True(bomb.Length < 1 << 20);
        var request = new LayerRequest { Unpack = new UnpackOptions { Limits = new ImageLimits { LayerBytes = 10 << 20 } } };
        ImageException error = Refuse(bomb, request, ImageErrorKind.LimitExceeded);
        Assert.Equal(nameof(ImageLimits.LayerBytes), error.Limit);
    }

    [Fact]
    public void Run_LayerThatStalls_EndsWhenCancelledAndClosed()
    {
        using var cancellation = new CancellationTokenSource();
        using var pipe = new Linux.Descriptors.Pipe();
        using var stream = new DescriptorStream(pipe.Reader);
        Task<LayerResult> running = LayerPipeline.RunAsync(stream, _scene.Folder, cancellation: cancellation.Token);
        Linux.Descriptors.DescriptorIo.WriteAll(pipe.Writer, Archive.AsSpan(0, 10_000));
        cancellation.Cancel();
        pipe.Writer.Dispose();
        Assert.ThrowsAny<OperationCanceledException>(() => running.GetAwaiter().GetResult());
    }

    [Fact]
    public void Run_CopyThatFails_EndsEverything()
    {
        using var copy = new MemoryStream(new byte[1000], writable: false);
        Assert.Throws<NotSupportedException>(() => Run(Compress(Archive, CompressionKind.Gzip), new LayerRequest { Copy = copy }));
    }

    private LayerResult Run(byte[] layer, LayerRequest request) =>
        LayerPipeline.Run(new MemoryStream(layer), _scene.Folder, request, TestContext.Current.CancellationToken);

    private ImageException Refuse(byte[] layer, LayerRequest request, ImageErrorKind kind)
    {
        var error = Assert.Throws<ImageException>(() => Run(layer, request));
        Assert.Equal(kind, error.Kind);
        Assert.DoesNotContain('\n', error.Message);
        return error;
    }

    private static byte[] MakeArchive()
    {
        ArchiveBuilder archive = new ArchiveBuilder().AddDirectory("d");
        for (int i = 0; i < 40; i++)
        {
            archive.Add($"d/file{i}", contents: RandomBytes(i));
        }

        return archive.End();
    }

    // Half of it compresses.
    private static byte[] RandomBytes(int seed)
    {
        byte[] bytes = new byte[50_000 + seed];
        new Random(seed).NextBytes(bytes.AsSpan(0, 25_000));
        return bytes;
    }

    private static byte[] Compress(byte[] data, CompressionKind kind)
    {
        if (kind == CompressionKind.None)
        {
            return [.. data];
        }

        using var result = new MemoryStream();
        using (Stream stream = LayerCompression.OpenCompressed(result, kind))
        {
            stream.Write(data);
        }

        return result.ToArray();
    }

    // Pieces of odd lengths, as from a network.
    private sealed class Trickle(byte[] data) : MemoryStream(data)
    {
        private int _reads;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1 + (_reads++ * 37 % 5000))]);
    }

    private sealed class DescriptorStream(Linux.Descriptors.FileDescriptor descriptor) : MemoryStream
    {
        public override int Read(Span<byte> buffer) => Linux.Descriptors.DescriptorIo.Read(descriptor, buffer);
    }
}
