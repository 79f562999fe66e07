namespace Caisson.Images.Layers.Buffers;

/// <summary>The bytes of a stream, which stays the caller's.</summary>
internal sealed class StreamSource(Stream stream, long limitBytes) : ByteSource(limitBytes)
{
    // Large enough that reading takes few calls, small enough to stay in the second-level cache.
    private const int BufferBytes = 128 << 10;

    private readonly byte[] _buffer = new byte[BufferBytes];

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> NextBuffer() => _buffer.AsMemory(0, stream.Read(_buffer));
}
