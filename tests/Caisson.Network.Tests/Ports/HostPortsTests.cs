using System.Net;
using System.Net.Sockets;
using Caisson.Network.Firewall;
using Caisson.Network.Ports;
using Caisson.Network.Tests.Support;

namespace Caisson.Network.Tests.Ports;

public class HostPortsTests
{
    private static readonly IPAddress[] All = [IPAddress.Any, IPAddress.IPv6Any];

    [Fact]
    public void Reserve_TakenByAnother_SaysSoInDockersWords()
    {
        HostPorts ports = new();
        using PortReservation first = ports.Reserve(PortProtocol.Tcp, All, 8080, 8080);
        NetworkException e = Assert.Throws<NetworkException>(() => ports.Reserve(PortProtocol.Tcp, [IPAddress.Loopback], 8080, 8080));
        Assert.Equal("Bind for 127.0.0.1:8080 failed: port is already allocated", e.Message);
        using PortReservation udp = ports.Reserve(PortProtocol.Udp, All, 8080, 8080);
        first.Dispose();
        using PortReservation again = ports.Reserve(PortProtocol.Tcp, All, 8080, 8080);
        Assert.Equal(8080, again.Port);
    }

    [Fact]
    public void Reserve_SomebodyElseListens_SaysSo()
    {
        using TestHost host = TestHost.Create();
        using Socket other = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Any, 8081));
        other.Listen();
        NetworkException e = Assert.Throws<NetworkException>(() => host.Network.Ports.Reserve(PortProtocol.Tcp, All, 8081, 8081));
        Assert.Equal("failed to bind host port 0.0.0.0:8081/tcp: address already in use", e.Message);
    }

    [Fact]
    public void Reserve_Range_TakesTheNextThatIsFree()
    {
        HostPorts ports = new();
        using PortReservation first = ports.Reserve(PortProtocol.Tcp, All, 8090, 8091);
        using PortReservation second = ports.Reserve(PortProtocol.Tcp, All, 8090, 8091);
        Assert.Equal((8090, 8091), (first.Port, second.Port));
        Assert.Equal(
            "all ports are allocated", Assert.Throws<NetworkException>(() => ports.Reserve(PortProtocol.Tcp, All, 8090, 8091)).Message);
    }

    [Fact]
    public void Reserve_Any_IsOfTheRangeOfLocalPorts()
    {
        int[] range = [.. File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split((char[])['\t', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        HostPorts ports = new();
        using PortReservation first = ports.Reserve(PortProtocol.Tcp, All, 0, 0);
        using PortReservation second = ports.Reserve(PortProtocol.Tcp, All, 0, 0);
        Assert.InRange(first.Port, range[0], range[1]);
        Assert.NotEqual(first.Port, second.Port);
    }

    [Theory]
    [InlineData(ProtocolType.Tcp)]
    [InlineData(ProtocolType.Udp)]
    public async Task RelayTo_Ipv6Client_ReachesAContainerWithoutIpv6(ProtocolType protocol)
    {
        using TestHost host = TestHost.Create();
        using TestContainer one = await host.AddContainerAsync(host.AddNetwork(91));
        using Socket server = protocol == ProtocolType.Tcp ? one.ServeTcp(8000) : one.ServeUdp(8000);
        using PortReservation port = host.Network.Ports.Reserve(
            protocol == ProtocolType.Tcp ? PortProtocol.Tcp : PortProtocol.Udp, All, 8082, 8082);
        port.RelayTo(new IPEndPoint(one.Address, 8000));
        Assert.Equal("10.91.0.1", TestContainer.AskFromHere(IPAddress.IPv6Loopback, 8082, protocol));
        Assert.Equal("10.91.0.1", TestContainer.AskFromHere(IPAddress.IPv6Loopback, 8082, protocol));
    }
}
