using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Caisson.Api.Hijacking;

/// <summary>A client's connection, raw. The client may end its direction before the other.</summary>
/// <remarks>
/// Reads give 0 when the client has ended its side (half-close): output still reaches it. Writes wait for a slow client,
/// and throw an <see cref="IOException"/> when it is gone. Thread: one reader, and one writer beside it.
/// </remarks>
internal sealed class HijackedStream
{
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly CancellationTokenSource _lost;
    private readonly Func<bool> _isPeerGone;

    internal HijackedStream(PipeReader input, PipeWriter output, CancellationTokenSource lost, Func<bool> isPeerGone)
    {
        _input = input;
        _output = output;
        _lost = lost;
        _isPeerGone = isPeerGone;
        Lost = lost.Token;
    }

    /// <summary>Cancelled when nothing can be written any more, or the engine ends. Not by a half-close.</summary>
    internal CancellationToken Lost { get; }

    /// <summary>Reads what the client sends.</summary>
    /// <returns>How many bytes; 0 when it has ended its side.</returns>
    internal async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        try
        {
            ReadResult read = await _input.ReadAsync(cancellation).ConfigureAwait(false);
            int count = (int)Math.Min(read.Buffer.Length, buffer.Length);
            read.Buffer.Slice(0, count).CopyTo(buffer.Span);
            _input.AdvanceTo(read.Buffer.GetPosition(count));
            if (count == 0 && _isPeerGone())
            {
                await _lost.CancelAsync().ConfigureAwait(false);
            }

            return count;
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException)
        {
            await _lost.CancelAsync().ConfigureAwait(false);
            return 0;
        }
    }

    /// <summary>Writes and flushes.</summary>
    /// <exception cref="IOException">The client is gone.</exception>
    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        FlushResult flushed = await _output.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        if (flushed.IsCompleted)
        {
            await _lost.CancelAsync().ConfigureAwait(false);
            throw new IOException("the client has closed the connection");
        }
    }
}
