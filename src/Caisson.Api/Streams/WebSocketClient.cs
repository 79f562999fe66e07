using System.Net.WebSockets;

namespace Caisson.Api.Streams;

/// <summary>A client that gets output in binary messages of a web socket, plain.</summary>
/// <param name="socket">The web socket.</param>
/// <param name="isFramed">Whether the output comes in frames.</param>
/// <param name="lost">Cancelled when the connection is gone.</param>
internal sealed class WebSocketClient(WebSocket socket, bool isFramed, CancellationToken lost) : IByteClient
{
    private readonly FrameStripper? _frames = isFramed ? new FrameStripper() : null;
    private byte[] _plain = [];

    /// <inheritdoc/>
    public CancellationToken Lost => lost;

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult received = await socket.ReceiveAsync(buffer, cancellation).ConfigureAwait(false);
                if (received.MessageType == WebSocketMessageType.Close || received.Count > 0)
                {
                    return received.MessageType == WebSocketMessageType.Close ? 0 : received.Count;
                }
            }
        }
        catch (WebSocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (_frames is not null)
        {
            Array.Resize(ref _plain, Math.Max(_plain.Length, bytes.Length));
            bytes = _plain.AsMemory(0, _frames.Strip(bytes.Span, _plain));
        }

        if (bytes.IsEmpty)
        {
            return;
        }

        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, cancellation).ConfigureAwait(false);
        }
        catch (WebSocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
