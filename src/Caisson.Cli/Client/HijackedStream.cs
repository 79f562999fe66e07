using System.Net.Security;
using System.Net.Sockets;

namespace Caisson.Cli.Client;

/// <summary>A connection that was one of HTTP, and belongs to the streams of a container now.</summary>
/// <remarks>Thread: one that reads, and one that writes.</remarks>
internal sealed class HijackedStream : IDisposable
{
    private HttpMessageInvoker? _http;
    private HttpResponseMessage? _response;
    private Stream? _connection;
    private Stream? _stream;

    /// <summary>What is sent to and comes from the container. Not before <see cref="OpenAsync"/>.</summary>
    internal Stream Stream => _stream ?? Stream.Null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream?.Dispose();
        _response?.Dispose();
        _http?.Dispose();
    }

    /// <summary>Sends the request, on a connection of its own.</summary>
    /// <returns>The answer, which this object keeps.</returns>
    /// <exception cref="EngineException">The engine is not there.</exception>
    internal async Task<HttpResponseMessage> OpenAsync(EngineTransport transport, HttpRequestMessage request, CancellationToken cancellation)
    {
        _http = transport.NewInvoker(connection => _connection = connection);
        _response = await EngineTransport.SendAsync(_http, request, cancellation).ConfigureAwait(false);
        _stream = await _response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        return _response;
    }

    /// <summary>Says that nothing more will be sent; what comes back still comes.</summary>
    internal void CloseWrite()
    {
        try
        {
            switch (_connection)
            {
                case SslStream encrypted:
                    encrypted.ShutdownAsync().GetAwaiter().GetResult();
                    break;
                case NetworkStream plain:
                    plain.Socket.Shutdown(SocketShutdown.Send);
                    break;
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The other side has gone first.
        }
    }
}
