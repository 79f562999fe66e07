using Caisson.Images.Layers.Compression;
using Caisson.Images.Tests.Support;

namespace Caisson.Images.Tests.Layers;

public sealed class CompressionTests : IDisposable
{
    private static readonly byte[] First = [.. Enumerable.Range(0, 3000).Select(i => (byte)(i * i))];
    private static readonly byte[] Second = [.. Enumerable.Range(0, 2000).Select(i => (byte)(i / 3))];

    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(CompressionKind.Gzip)]
    [InlineData(CompressionKind.Zstd)]
    public void OpenDecompressed_WhatWasCompressed_IsTheSame(CompressionKind kind) =>
        Assert.Equal(First, Decompress(Compress(First, kind)));

    [Theory]
    [InlineData(CompressionKind.Gzip)]
    [InlineData(CompressionKind.Zstd)]
    public void OpenDecompressed_SeveralMembers_AreOneAfterTheOther(CompressionKind kind) =>
        Assert.Equal(
            [.. First, .. Second, .. First],
            Decompress([.. Compress(First, kind), .. Compress(Second, kind), .. Compress([], kind), .. Compress(First, kind)]));

    [Theory]
    [InlineData("gzip", "-9")]
    [InlineData("gzip", "-1")]
    [InlineData("zstd", "-q")]
    public void OpenDecompressed_FileOfTheSystemsProgram_IsTheSame(string program, string option)
    {
        string file = _temporary.File("data");
        byte[] contents = [.. Enumerable.Range(0, 500).SelectMany(_ => First)];
        File.WriteAllBytes(file, contents);
        Command.Run(program, option, file);
        Assert.Equal(contents, Decompress(File.ReadAllBytes(file + (program == "gzip" ? ".gz" : ".zst"))));
    }

    [Fact]
    public void OpenCompressed_Gzip_IsReadByTheSystemsProgram()
    {
        string file = _temporary.File("data");
        File.WriteAllBytes(file + ".gz", Compress(First, CompressionKind.Gzip));
        Command.Run("gzip", "-d", file + ".gz");
        Assert.Equal(First, File.ReadAllBytes(file));
    }

    [Theory]
    [InlineData(CompressionKind.Gzip)]
    [InlineData(CompressionKind.Zstd)]
    public void OpenDecompressed_CutAnywhere_SaysSo(CompressionKind kind)
    {
        byte[] whole = [.. Compress(First, kind), .. Compress(Second, kind)];
        int seam = Compress(First, kind).Length;
        for (int length = 6; length < whole.Length; length++)
        {
            if (length == seam)
            {
                Assert.Equal(First, Decompress(whole[..length]));
            }
            else
            {
                Assert.Equal(ImageErrorKind.InvalidContent, Assert.Throws<ImageException>(() => Decompress(whole[..length])).Kind);
            }
        }
    }

    [Theory]
    [InlineData(CompressionKind.Gzip, 1)]
    [InlineData(CompressionKind.Gzip, 2)]
    [InlineData(CompressionKind.Gzip, 512)]
    [InlineData(CompressionKind.Zstd, 1)]
    [InlineData(CompressionKind.Zstd, 3)]
    [InlineData(CompressionKind.Zstd, 512)]
    public void OpenDecompressed_SomethingBehind_IsAnError(CompressionKind kind, int bytes)
    {
        foreach (byte value in (byte[])[0, 0x1f, 0x28, 0xff])
        {
            byte[] data = [.. Compress(First, kind), .. Enumerable.Repeat(value, bytes)];
            Assert.Equal(ImageErrorKind.InvalidContent, Assert.Throws<ImageException>(() => Decompress(data)).Kind);
        }
    }

    [Fact]
    public void OpenDecompressed_GzipWithWrongChecksumOrLength_IsAnError()
    {
        byte[] good = Compress(First, CompressionKind.Gzip);
        for (int i = good.Length - 8; i < good.Length; i++)
        {
            byte[] bad = [.. good];
            bad[i] ^= 1;
            Assert.Contains("damaged", Assert.Throws<ImageException>(() => Decompress(bad)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void OpenDecompressed_ZstdSkippableFrames_ArePassedOver()
    {
        byte[] skippable = [0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
        Assert.Equal(First, Decompress([.. skippable, .. Compress(First, CompressionKind.Zstd), .. skippable]));
    }

    [Fact]
    public void OpenDecompressed_ZstdWindowBeyondTheLimit_NamesTheLimit()
    {
        // A frame without a content size, whose window descriptor (RFC 8878 §3.1.1.1.2) says 2^27 bytes.
        byte[] frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, (27 - 10) << 3, 0x01, 0x00, 0x00];
        using Stream stream = LayerCompression.OpenDecompressed(
            new MemoryStream(frame), new ImageLimits { ZstdWindowLog = 23 });
        var error = Assert.Throws<ImageException>(() => stream.ReadByte());
        Assert.Equal(ImageErrorKind.LimitExceeded, error.Kind);
        Assert.Equal(nameof(ImageLimits.ZstdWindowLog), error.Limit);
    }

    [Fact]
    public void Detect_FirstBytes_TellTheKind()
    {
        Assert.Equal(CompressionKind.None, LayerCompression.Detect([]));
        Assert.Equal(CompressionKind.None, LayerCompression.Detect("./file"u8));
        Assert.Equal(CompressionKind.None, LayerCompression.Detect([0x1f]));
        Assert.Equal(CompressionKind.Gzip, LayerCompression.Detect([0x1f, 0x8b, 8, 0, 0, 0]));
        Assert.Equal(CompressionKind.Zstd, LayerCompression.Detect([0x28, 0xb5, 0x2f, 0xfd, 0, 0]));
        Assert.Equal(
            ImageErrorKind.Unsupported,
            Assert.Throws<ImageException>(() => LayerCompression.Detect([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])).Kind);
    }

    [Fact]
    public void OpenCompressed_Gzip_HasNeitherNameNorTime()
    {
        byte[] data = Compress(First, CompressionKind.Gzip);
        Assert.Equal([0x1f, 0x8b, 8, 0, 0, 0, 0, 0], data[..8]);
        Assert.Equal(data, Compress(First, CompressionKind.Gzip));
    }

    private static byte[] Compress(byte[] data, CompressionKind kind)
    {
        using var result = new MemoryStream();
        using (Stream stream = LayerCompression.OpenCompressed(result, kind))
        {
            stream.Write(data);
        }

        return result.ToArray();
    }

    private static byte[] Decompress(byte[] data)
    {
        using var result = new MemoryStream();
        using Stream stream = LayerCompression.OpenDecompressed(new MemoryStream(data));
        stream.CopyTo(result);
        return result.ToArray();
    }
}
