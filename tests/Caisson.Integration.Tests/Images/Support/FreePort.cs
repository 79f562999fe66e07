using System.Net;
using System.Net.Sockets;

namespace Caisson.Integration.Tests.Images.Support;

/// <summary>Ports for servers that do not choose their own.</summary>
public static class FreePort
{
    /// <summary>A port of the loopback address on which nobody listens.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
