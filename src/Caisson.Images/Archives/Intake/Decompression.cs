using Caisson.Images.Layers.Buffers;
using Caisson.Images.Layers.Compression;

namespace Caisson.Images.Archives.Intake;

/// <summary>
/// A stream without its compression: gzip and zstd; xz and bzip2 through the programs of these names, as with Docker.
/// </summary>
public sealed class Decompression : IDisposable
{
    // Data may ask for 4 GiB; what the highest level of xz has made needs 65 MiB.
    private const string XzMemory = "--memlimit-decompress=256MiB";

    private Decompression(Stream stream, bool isNeeded)
    {
        Stream = stream;
        IsNeeded = isNeeded;
    }

    /// <summary>What is in it.</summary>
    public Stream Stream { get; }

    /// <summary>Whether it is compressed at all.</summary>
    public bool IsNeeded { get; }

    /// <summary>Finds out how a stream is compressed, by its first bytes, which it reads itself.</summary>
    /// <param name="stream">The stream, which stays the caller's.</param>
    /// <param name="limits">How much memory decompression may take.</param>
    /// <exception cref="ImageException">The program that it takes is not installed.</exception>
    public static Decompression Of(Stream stream, ImageLimits limits)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(limits);
        byte[] start = new byte[LayerCompression.DetectBytes];
        int length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return Detect(start.AsSpan(0, length), new PrefixedStream(start.AsMemory(0, length), stream), limits);
    }

    /// <summary>Finds out how a stream is compressed.</summary>
    /// <param name="start">Its first <see cref="LayerCompression.DetectBytes"/> bytes.</param>
    /// <param name="whole">The stream from its beginning, which stays the caller's.</param>
    /// <param name="limits">How much memory decompression may take.</param>
    /// <exception cref="ImageException">The program that it takes is not installed.</exception>
    internal static Decompression Detect(ReadOnlySpan<byte> start, Stream whole, ImageLimits limits)
    {
        if (IsXz(start))
        {
            return new Decompression(FilterProgram.Start("xz", "xz-utils", ["-d", "-c", "-q", XzMemory], whole), isNeeded: true);
        }

        if (IsBzip2(start))
        {
            return new Decompression(FilterProgram.Start("bzip2", "bzip2", ["-d", "-c", "-q"], whole), isNeeded: true);
        }

        CompressionKind kind = LayerCompression.Detect(start);
        return kind == CompressionKind.None
            ? new Decompression(whole, isNeeded: false)
            : new Decompression(LayerCompression.Open(new StreamSource(whole, long.MaxValue), kind, limits), isNeeded: true);
    }

    /// <summary>Whether a layer may be stored as it is: compressed with what layers are compressed with, or not at all.</summary>
    /// <param name="start">As for <see cref="Detect"/>.</param>
    internal static bool IsLayerCompression(ReadOnlySpan<byte> start) => !IsXz(start) && !IsBzip2(start);

    private static bool IsXz(ReadOnlySpan<byte> start) => start.Length > 0 && start[0] == 0xfd && start[1..].StartsWith("7zXZ\0"u8);

    private static bool IsBzip2(ReadOnlySpan<byte> start) => start.StartsWith("BZh"u8);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsNeeded)
        {
            Stream.Dispose();
        }
    }
}
