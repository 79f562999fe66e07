using System.Net.Sockets;

namespace Caisson.Integration.Tests.Engines;

/// <summary>An engine's API without the docker client: for what that does not show, or is too slow for.</summary>
public static class EngineClient
{
    /// <summary>Connects; paths alone are enough.</summary>
    /// <param name="engine">The engine.</param>
    public static HttpClient Connect(EngineUnderTest engine) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(engine.Socket), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://engine"),
    };
}
