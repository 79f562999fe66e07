using System.Net;
using System.Net.Sockets;
using Caisson.Linux.Netlink;
using Caisson.Linux.Tests.Support;

namespace Caisson.Linux.Tests.Netlink;

public class LoopbackTests
{
    [Fact]
    public void Up_NewNamespace_CanBeConnectedThrough() => NetworkNamespace.Run(() =>
    {
        Assert.Throws<SocketException>(Connect);
        Loopback.Up();
        Connect();
        Loopback.Up();
        Connect();
    });

    private static void Connect()
    {
        using var listener = new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
    }
}
