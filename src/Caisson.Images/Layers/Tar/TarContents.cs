using Caisson.Images.Layers.Buffers;

namespace Caisson.Images.Layers.Tar;

/// <summary>The contents of a reader's current entry, holes filled with zeros.</summary>
internal sealed class TarContents(TarReader reader, TarEntry entry) : ReadOnlyStream
{
    private long _position;

    /// <inheritdoc/>
    public override long Length => entry.SizeBytes;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        long next = reader.NextOffset(entry) ?? entry.SizeBytes;
        if (next > _position)
        {
            int zeros = (int)Math.Min(buffer.Length, next - _position);
            buffer[..zeros].Clear();
            _position += zeros;
            return zeros;
        }

        if (buffer.IsEmpty || !reader.TryReadContents(buffer.Length, out _, out ReadOnlySpan<byte> data))
        {
            return 0;
        }

        data.CopyTo(buffer);
        _position += data.Length;
        return data.Length;
    }
}
