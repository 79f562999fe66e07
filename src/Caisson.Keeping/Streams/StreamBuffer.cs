namespace Caisson.Keeping.Streams;

/// <summary>
/// What is read before it is passed on: one for all streams of a thread, with room in front for the head of a frame, so
/// that a client's frame is written in one call.
/// </summary>
internal sealed class StreamBuffer
{
    /// <summary>The head of a frame (Docker Engine API, ContainerAttach): the stream, three zeros, the length (big-endian).</summary>
    internal const int HeadBytes = 8;

    private const int DataBytes = 32 << 10;

    private readonly byte[] _bytes = new byte[HeadBytes + DataBytes];

    /// <summary>Where to read to.</summary>
    internal Span<byte> Data => _bytes.AsSpan(HeadBytes);

    /// <summary>The first bytes of <see cref="Data"/> as a frame.</summary>
    /// <param name="stream">1 for standard output, 2 for standard error.</param>
    /// <param name="length">How many of them.</param>
    internal ReadOnlySpan<byte> Frame(byte stream, int length)
    {
        Span<byte> head = _bytes.AsSpan(0, HeadBytes);
        head.Clear();
        head[0] = stream;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(head[4..], length);
        return _bytes.AsSpan(0, HeadBytes + length);
    }
}
