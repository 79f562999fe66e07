namespace Caisson.Images.Layers.Buffers;

/// <summary>A source's bytes as a stream, for those who want one.</summary>
internal sealed class SourceStream(ByteSource source) : ReadOnlyStream
{
    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        ReadOnlySpan<byte> taken = source.Take(buffer.Length);
        taken.CopyTo(buffer);
        return taken.Length;
    }
}
