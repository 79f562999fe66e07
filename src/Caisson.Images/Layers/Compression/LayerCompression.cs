using System.IO.Compression;
using Caisson.Images.Layers.Buffers;
using ZstdSharp;

namespace Caisson.Images.Layers.Compression;

/// <summary>Compresses layers, finds out how one is compressed, and decompresses it.</summary>
public static class LayerCompression
{
    /// <summary>How many bytes <see cref="Detect"/> wants to see, if there are so many.</summary>
    public const int DetectBytes = 6;

    private static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b, 0x08];

    private static ReadOnlySpan<byte> ZstdMagic => [0x28, 0xb5, 0x2f, 0xfd];

    private static ReadOnlySpan<byte> XzMagic => [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0x00];

    private static ReadOnlySpan<byte> Bzip2Magic => "BZh"u8;

    /// <summary>Finds out by the first bytes how data is compressed. What is not known counts as not compressed.</summary>
    /// <param name="start">The first <see cref="DetectBytes"/> bytes, or all where there are fewer.</param>
    /// <exception cref="ImageException">It is compressed with xz or bzip2, which are not supported.</exception>
    public static CompressionKind Detect(ReadOnlySpan<byte> start) =>
        start.StartsWith(GzipMagic) ? CompressionKind.Gzip
        : start.StartsWith(ZstdMagic) || IsSkippableFrame(start) ? CompressionKind.Zstd
        : start.StartsWith(XzMagic) ? throw NotSupported("xz")
        : start.StartsWith(Bzip2Magic) ? throw NotSupported("bzip2")
        : CompressionKind.None;

    /// <summary>Decompresses a stream, whatever it is compressed with.</summary>
    /// <param name="compressed">The data; it stays the caller's, and may be read beyond the end of the result.</param>
    /// <param name="limits">How much memory decompression may take.</param>
    /// <returns>A stream whose errors are <see cref="ImageException"/>s.</returns>
    public static Stream OpenDecompressed(Stream compressed, ImageLimits? limits = null)
    {
        limits ??= ImageLimits.Default;
        byte[] start = new byte[DetectBytes];
        int length = compressed.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        var source = new StreamSource(new PrefixedStream(start.AsMemory(0, length), compressed), long.MaxValue);
        return Open(source, Detect(start.AsSpan(0, length)), limits);
    }

    /// <summary>Compresses into a stream. The same input gives the same output: no name and no time are recorded.</summary>
    /// <param name="destination">Where to; it stays open when the result is disposed, which ends the compressed data.</param>
    /// <param name="kind">How.</param>
    /// <param name="zstdLevel">The level of zstd. That of gzip is 6, as Docker's.</param>
    public static Stream OpenCompressed(Stream destination, CompressionKind kind, int zstdLevel = 3) => kind switch
    {
        CompressionKind.Gzip => new GZipStream(destination, CompressionLevel.Optimal, leaveOpen: true),
        CompressionKind.Zstd => new CompressionStream(destination, zstdLevel, leaveOpen: true),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "nothing to compress with"),
    };

    internal static Stream Open(ByteSource source, CompressionKind kind, ImageLimits limits) => kind switch
    {
        CompressionKind.Gzip => new GzipStreamReader(source),
        CompressionKind.Zstd => new ZstdStreamReader(source, limits),
        _ => new SourceStream(source),
    };

    // RFC 8878 §3.1.2: sixteen magic numbers, from 0x184D2A50 on.
    private static bool IsSkippableFrame(ReadOnlySpan<byte> start) =>
        start.Length >= 4 && (start[0] & 0xf0) == 0x50 && start[1..4].SequenceEqual((ReadOnlySpan<byte>)[0x2a, 0x4d, 0x18]);

    private static ImageException NotSupported(string name) =>
        new(ImageErrorKind.Unsupported, $"data compressed with {name} is not supported; use gzip, zstd or none");
}
