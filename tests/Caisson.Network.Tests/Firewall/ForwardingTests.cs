using System.Net;
using System.Net.Sockets;
using Caisson.Network.Bridges;
using Caisson.Network.Firewall;
using Caisson.Network.Tests.Support;

namespace Caisson.Network.Tests.Firewall;

public class ForwardingTests
{
    private const ushort Port = 8000;

    [Fact]
    public async Task Bridge_TwoContainers_ReachEachOtherWithTheirOwnAddresses()
    {
        using TestHost host = TestHost.Create();
        BridgeNetwork network = host.AddNetwork(91);
        using TestContainer one = await host.AddContainerAsync(network);
        using TestContainer two = await host.AddContainerAsync(network);
        using Socket server = one.ServeTcp(Port);
        Assert.Equal(two.Address.ToString(), two.Ask(one.Address, Port));
        Assert.Equal("10.91.0.1", TestContainer.AskFromHere(one.Address, Port));
    }

    [Fact]
    public async Task Networks_Two_AreKeptApart()
    {
        using TestHost host = TestHost.Create();
        using TestContainer one = await host.AddContainerAsync(host.AddNetwork(91));
        using TestContainer two = await host.AddContainerAsync(host.AddNetwork(92));
        using Socket server = one.ServeTcp(Port);
        Assert.Null(two.Ask(one.Address, Port));
    }

    [Fact]
    public async Task Network_WithoutPeers_ReachesTheHostOnly()
    {
        using TestHost host = TestHost.Create();
        BridgeNetwork network = host.AddNetwork(91, static n => n with { ConnectsPeers = false });
        using TestContainer one = await host.AddContainerAsync(network);
        using TestContainer two = await host.AddContainerAsync(network);
        using Socket server = one.ServeTcp(Port);
        Assert.Null(two.Ask(one.Address, Port));
        Assert.NotNull(TestContainer.AskFromHere(one.Address, Port));
    }

    [Fact]
    public async Task Outside_FromContainer_SeesTheHostsAddress()
    {
        using TestHost host = TestHost.Create();
        using Outside outside = await Outside.ConnectAsync(host);
        using TestContainer one = await host.AddContainerAsync(host.AddNetwork(91));
        using Socket server = outside.Machine.ServeTcp(Port);
        Assert.Equal(Outside.HostAddress.ToString(), one.Ask(Outside.Address, Port));
    }

    [Fact]
    public async Task Outside_FromInternalNetwork_IsNotReached()
    {
        using TestHost host = TestHost.Create();
        using Outside outside = await Outside.ConnectAsync(host);
        BridgeNetwork network = host.AddNetwork(91, static n => n with { IsInternal = true });
        using TestContainer one = await host.AddContainerAsync(network);
        using TestContainer two = await host.AddContainerAsync(network);
        using Socket server = outside.Machine.ServeTcp(Port);
        using Socket inside = two.ServeTcp(Port);
        Assert.Null(one.Ask(Outside.Address, Port));
        Assert.Equal(one.Address.ToString(), one.Ask(two.Address, Port));
    }

    [Fact]
    public async Task Container_PortNotPublished_IsNotReachedFromOutside()
    {
        using TestHost host = TestHost.Create();
        using Outside outside = await Outside.ConnectAsync(host);
        using TestContainer one = await host.AddContainerAsync(host.AddNetwork(91));
        using Socket server = one.ServeTcp(Port);
        outside.Machine.Place.Netlink.Routes.Add(new Caisson.Linux.Netlink.RouteInfo(IPAddress.Parse("10.91.0.0"), 24) { Gateway = Outside.HostAddress });
        Assert.Null(outside.Machine.Ask(one.Address, Port));
    }

    [Fact]
    public async Task Publish_Tcp_IsReachedFromEverywhere()
    {
        using TestHost host = TestHost.Create();
        using Outside outside = await Outside.ConnectAsync(host);
        BridgeNetwork network = host.AddNetwork(91);
        using TestContainer one = await host.AddContainerAsync(network);
        using TestContainer peer = await host.AddContainerAsync(network);
        using TestContainer stranger = await host.AddContainerAsync(host.AddNetwork(92));
        using Socket server = one.ServeTcp(Port);
        PublishedPort port = new(PortProtocol.Tcp, IPAddress.Any, 80, one.Address, Port);
        host.Network.Firewall.Publish([port]);

        Assert.Equal(Outside.Address.ToString(), outside.Machine.Ask(Outside.HostAddress, 80));
        Assert.Equal("10.91.0.1", TestContainer.AskFromHere(IPAddress.Loopback, 80));
        Assert.Equal(Outside.HostAddress.ToString(), TestContainer.AskFromHere(Outside.HostAddress, 80));
        Assert.Equal("10.91.0.1", peer.Ask(Outside.HostAddress, 80));
        Assert.Equal("10.91.0.1", one.Ask(Outside.HostAddress, 80));
        Assert.NotNull(stranger.Ask(Outside.HostAddress, 80));

        host.Network.Firewall.Withdraw([port]);
        Assert.Null(outside.Machine.Ask(Outside.HostAddress, 80));
        Assert.Null(TestContainer.AskFromHere(IPAddress.Loopback, 80));
    }

    [Fact]
    public async Task Publish_Udp_FollowsTheContainerThatHasThePort()
    {
        using TestHost host = TestHost.Create();
        BridgeNetwork network = host.AddNetwork(91);
        using TestContainer one = await host.AddContainerAsync(network);
        using TestContainer two = await host.AddContainerAsync(network);
        using Socket server = one.ServeUdp(Port);
        PublishedPort port = new(PortProtocol.Udp, IPAddress.Any, 53, one.Address, Port);
        host.Network.Firewall.Publish([port]);
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 2000 };
        client.Connect(new IPEndPoint(IPAddress.Loopback, 53));
        byte[] buffer = new byte[64];
        client.Send("?"u8);
        Assert.True(client.Receive(buffer) > 0);

        // The same flow, to the next container with the port: no memory of the first one.
        host.Network.Firewall.Withdraw([port]);
        using Socket other = two.ServeUdp(Port);
        host.Network.Firewall.Publish([port with { ContainerAddress = two.Address }]);
        server.Dispose();
        client.Send("?"u8);
        Assert.True(client.Receive(buffer) > 0);
        host.Network.Firewall.Withdraw([port with { ContainerAddress = two.Address }]);
    }

    [Fact]
    public async Task Publish_OneAddress_IsReachedAtThatOnly()
    {
        using TestHost host = TestHost.Create();
        using Outside outside = await Outside.ConnectAsync(host);
        using TestContainer one = await host.AddContainerAsync(host.AddNetwork(91));
        using Socket server = one.ServeTcp(Port);
        host.Network.Firewall.Publish([new PublishedPort(PortProtocol.Tcp, IPAddress.Loopback, 80, one.Address, Port)]);
        Assert.NotNull(TestContainer.AskFromHere(IPAddress.Loopback, 80));
        Assert.Null(outside.Machine.Ask(Outside.HostAddress, 80));
    }

    [Fact]
    public async Task Ipv6_Enabled_ReachesPeersAndIsPublished()
    {
        using TestHost host = TestHost.Create();
        BridgeNetwork network = host.AddNetwork(91, static n => n with
        {
            HasIpv6 = true,
            Addresses = [.. n.Addresses, (IPAddress.Parse("fd00:91::1"), 64)],
        });
        using TestContainer one = await host.AddContainerAsync(network);
        using TestContainer two = await host.AddContainerAsync(network);
        using Socket server = one.ServeTcp(Port);
        IPAddress address = IPAddress.Parse("fd00:91::2");
        Assert.Equal("fd00:91::3", two.Ask(address, Port));
        host.Network.Firewall.Publish([new PublishedPort(PortProtocol.Tcp, IPAddress.IPv6Any, 80, address, Port)]);
        Assert.Equal("fd00:91::1", TestContainer.AskFromHere(IPAddress.Parse("fd00:91::1"), 80));
        Assert.NotNull(two.Ask(IPAddress.Parse("fd00:91::1"), 80));
    }

    [Fact]
    public async Task Rebuild_TableWasFlushed_AllIsInForceAgain()
    {
        using TestHost host = TestHost.Create();
        using TestContainer one = await host.AddContainerAsync(host.AddNetwork(91));
        using Socket server = one.ServeTcp(Port);
        host.Network.Firewall.Publish([new PublishedPort(PortProtocol.Tcp, IPAddress.Any, 80, one.Address, Port)]);
        using (var nftables = Caisson.Linux.Nftables.NftablesContext.Open())
        {
            nftables.Run("flush ruleset");
        }

        host.Network.Firewall.Publish([new PublishedPort(PortProtocol.Tcp, IPAddress.Any, 81, one.Address, Port)]);
        Assert.NotNull(TestContainer.AskFromHere(IPAddress.Loopback, 80));
        Assert.NotNull(TestContainer.AskFromHere(IPAddress.Loopback, 81));
    }

    [Fact]
    public async Task Upkeep_FlushedAndDockerDrops_AllIsReachedAgain()
    {
        using TestHost host = TestHost.Create();
        using Outside outside = await Outside.ConnectAsync(host);
        using TestContainer one = await host.AddContainerAsync(host.AddNetwork(91));
        using Socket server = one.ServeTcp(Port);
        host.Network.Firewall.Publish([new PublishedPort(PortProtocol.Tcp, IPAddress.Any, 80, one.Address, Port)]);
        using var nftables = Caisson.Linux.Nftables.NftablesContext.Open();
        nftables.Run(
            """
            flush ruleset
            table ip filter {
              chain DOCKER-USER { counter return; }
              chain FORWARD { type filter hook forward priority filter; policy drop; jump DOCKER-USER; }
            }

            """);
        Assert.Null(outside.Machine.Ask(Outside.HostAddress, 80));
        host.Network.Firewall.Upkeep();
        Assert.Equal(Outside.Address.ToString(), outside.Machine.Ask(Outside.HostAddress, 80));
        host.Network.Firewall.Reset();
        Assert.DoesNotContain("caisson", nftables.Run("list ruleset"), StringComparison.Ordinal);
        nftables.Run("flush ruleset");
    }
}
