using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Caisson.Cli.Client;

/// <summary>Makes the connections to an engine.</summary>
/// <param name="address">Where it listens.</param>
/// <param name="tls">The certificates; null for none.</param>
internal sealed class EngineTransport(EngineAddress address, TlsFiles? tls)
{
    /// <summary>Where the engine listens.</summary>
    internal EngineAddress Address { get; } = address;

    /// <summary>The address of a request.</summary>
    /// <param name="pathAndQuery">Begins with a slash.</param>
    internal Uri Uri(string pathAndQuery) => new(
        Address.Host is { } host
            ? $"http://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{Address.Port}{pathAndQuery}"
            : $"http://engine{pathAndQuery}",
        new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    /// <summary>What sends requests.</summary>
    /// <param name="connected">Is told of each connection; null where nobody needs to know.</param>
    /// <remarks>TLS is made here and not by the handler, so that one side of a connection can be closed.</remarks>
    internal HttpMessageInvoker NewInvoker(Action<Stream>? connected)
    {
        SocketsHttpHandler handler = new()
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectCallback = async (_, cancellation) =>
            {
                NetworkStream plain = new(await ConnectAsync(cancellation).ConfigureAwait(false), ownsSocket: true);
                Stream stream = tls is not null && Address.Host is { } host
                    ? await EncryptAsync(plain, tls.Options(host), cancellation).ConfigureAwait(false)
                    : plain;
                connected?.Invoke(stream);
                return stream;
            },
        };
        return new HttpMessageInvoker(handler);
    }

    /// <summary>Sends a request.</summary>
    /// <exception cref="EngineException">The engine is not there, or breaks off.</exception>
    internal static async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker http, HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await http.SendAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.InnerException is EngineException inner)
        {
            throw inner;
        }
        catch (HttpRequestException e)
        {
            throw new EngineException($"error during connect: {request.Method} \"{request.RequestUri}\": {(e.InnerException ?? e).Message}");
        }
    }

    private async Task<SslStream> EncryptAsync(NetworkStream plain, SslClientAuthenticationOptions options, CancellationToken cancellation)
    {
        SslStream stream = new(plain);
        try
        {
            await stream.AuthenticateAsClientAsync(options, cancellation).ConfigureAwait(false);
            return stream;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw new EngineException($"error during connect: {Address.Text}: {e.Message}");
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellation)
    {
        Socket socket = Address.SocketPath is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (Address.SocketPath is { } path)
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
            }
            else
            {
                await socket.ConnectAsync(Address.Host!, Address.Port, cancellation).ConfigureAwait(false);
            }

            return socket;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw new EngineException(e is SocketException { SocketErrorCode: SocketError.AccessDenied }
                ? $"permission denied while trying to connect to the Caisson engine's socket at {Address.Text}"
                : $"Cannot connect to the Caisson engine at {Address.Text}. Is caissond running?");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
