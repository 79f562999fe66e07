using System.Runtime.ExceptionServices;
using Caisson.Images.Layers.Buffers;

namespace Caisson.Images.Archives.Intake;

/// <summary>Writes what is read from a stream to another one as well. Both stay the caller's.</summary>
internal sealed class TeeStream(Stream source, Stream copy) : ReadOnlyStream
{
    private const int BufferBytes = 256 << 10;

    private ExceptionDispatchInfo? _failure;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            int count = source.Read(buffer);
            copy.Write(buffer[..count]);
            return count;
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            if (e is StageStoppedException)
            {
                // To whoever reads, the pipeline that ended is another one, whose end is an error like others.
                throw new IOException("the stream can't be read on", e);
            }

            throw;
        }
    }

    /// <summary>Raises again what went wrong with one of the two streams, and not with whoever read this one.</summary>
    internal void ThrowIfFailed() => _failure?.Throw();

    /// <summary>Copies what nobody has read.</summary>
    internal void Drain(CancellationToken cancellation)
    {
        byte[] buffer = new byte[BufferBytes];
        while (Read(buffer) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
