namespace Caisson.Images.Layers.Buffers;

/// <summary>What one of a ring's readers gets, lent from its buffers.</summary>
internal sealed class RingSource(BufferRing ring, int reader, long limitBytes) : ByteSource(limitBytes)
{
    private long _number;
    private bool _isAtEnd;

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> NextBuffer()
    {
        if (_isAtEnd)
        {
            return default;
        }

        ReadOnlyMemory<byte> buffer = ring.Read(reader, _number);
        _isAtEnd = buffer.IsEmpty;
        _number++;
        return buffer;
    }
}
