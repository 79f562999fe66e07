using System.Net;
using System.Net.Sockets;
using Caisson.Network.Bridges;
using Caisson.Network.Names;
using Caisson.Network.Tests.Support;

namespace Caisson.Network.Tests.Names;

public class NameServerTests
{
    private const string Network = "n1";
    private static readonly IPEndPoint Server = new(NameServer.Address, 53);

    [Fact]
    public async Task Serve_NameOfContainer_IsAnsweredOverUdpAndTcp()
    {
        using TestHost host = TestHost.Create();
        using TestContainer one = await host.AddContainerAsync(host.AddNetwork(91));
        host.Network.NameServer.Names.Set(Network, "front", "e1", ["web"], [IPAddress.Parse("10.91.0.9")]);
        using NameService service = await host.Network.NameServer.ServeAsync(one.Place, new ResolverSettings { Networks = [Network] });
        byte[] query = DnsMessageTests.Query("web", DnsMessage.TypeA);
        Assert.Equal([10, 91, 0, 9], Ask(one, query, ProtocolType.Udp)[^4..]);
        Assert.Equal([10, 91, 0, 9], Ask(one, query, ProtocolType.Tcp)[^4..]);
        Assert.Equal(DnsMessage.ServerFailure, DnsMessage.ResponseCode(Ask(one, DnsMessageTests.Query("db", DnsMessage.TypeA), ProtocolType.Udp)));
    }

    [Fact]
    public async Task Serve_ContainerHasPort53Itself_BothWork()
    {
        using TestHost host = TestHost.Create();
        using TestContainer one = await host.AddContainerAsync(host.AddNetwork(91));
        using Socket own = one.ServeUdp(53);
        using NameService service = await host.Network.NameServer.ServeAsync(one.Place, ResolverSettings.None);
        Assert.Equal(DnsMessage.ServerFailure, DnsMessage.ResponseCode(Ask(one, DnsMessageTests.Query("x", DnsMessage.TypeA), ProtocolType.Udp)));
        Assert.NotNull(one.Ask(one.Address, 53, ProtocolType.Udp));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Serve_OtherName_IsForwarded(bool fromContainer)
    {
        using TestHost host = TestHost.Create();
        BridgeNetwork network = host.AddNetwork(91);
        using TestContainer one = await host.AddContainerAsync(network);
        using TestContainer resolver = await host.AddContainerAsync(network);
        using Socket upstream = ServeNames(resolver, out Func<IPAddress?> asker);
        UpstreamServer dead = new(new IPEndPoint(one.Address, 5), fromContainer);
        using NameService service = await host.Network.NameServer.ServeAsync(
            one.Place,
            new ResolverSettings { Upstreams = [dead, new UpstreamServer(new IPEndPoint(resolver.Address, 53), fromContainer)] });
        byte[] answer = Ask(one, DnsMessageTests.Query("example.org", DnsMessage.TypeA), ProtocolType.Udp);
        Assert.Equal([198, 51, 100, 7], answer[^4..]);
        Assert.Equal(fromContainer ? one.Address : network.Addresses[0].Address, asker());
    }

    [Fact]
    public async Task Serve_Again_TheOldPortsAreForgotten()
    {
        using TestHost host = TestHost.Create();
        using TestContainer one = await host.AddContainerAsync(host.AddNetwork(91));
        host.Network.NameServer.Names.Set(Network, "front", "e1", ["web"], [IPAddress.Parse("10.91.0.9")]);
        using (await host.Network.NameServer.ServeAsync(one.Place, ResolverSettings.None))
        {
        }

        using NameService service = await host.Network.NameServer.ServeAsync(one.Place, new ResolverSettings { Networks = [Network] });
        Assert.Equal([10, 91, 0, 9], Ask(one, DnsMessageTests.Query("web", DnsMessage.TypeA), ProtocolType.Udp)[^4..]);
    }

    private static byte[] Ask(TestContainer container, byte[] query, ProtocolType protocol) => container.Run(() =>
    {
        bool isTcp = protocol == ProtocolType.Tcp;
        using Socket socket = new(AddressFamily.InterNetwork, isTcp ? SocketType.Stream : SocketType.Dgram, protocol) { ReceiveTimeout = 5000 };
        socket.Connect(Server);
        socket.Send(isTcp ? [0, (byte)query.Length, .. query] : query);
        byte[] buffer = new byte[512];
        int count = socket.Receive(buffer);
        while (isTcp && count < 2 + (buffer[0] << 8) + buffer[1])
        {
            count += socket.Receive(buffer, count, buffer.Length - count, SocketFlags.None);
        }

        return buffer[(isTcp ? 2 : 0)..count];
    });

    private static Socket ServeNames(TestContainer container, out Func<IPAddress?> asker)
    {
        Socket server = container.Run(() =>
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Any, 53));
            return socket;
        });
        IPAddress? from = null;
        asker = () => Volatile.Read(ref from);
        _ = AnswerAsync();
        return server;

        async Task AnswerAsync()
        {
            byte[] buffer = new byte[512];
            try
            {
                while (true)
                {
                    SocketReceiveFromResult received = await server.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                    Volatile.Write(ref from, ((IPEndPoint)received.RemoteEndPoint).Address);
                    byte[] query = buffer[..received.ReceivedBytes];
                    if (DnsMessage.TryReadQuery(query, out DnsQuestion question, out _))
                    {
                        await server.SendToAsync(
                            DnsMessage.Answer(query, question, [IPAddress.Parse("198.51.100.7")], 512), received.RemoteEndPoint);
                    }
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The end of the test.
            }
        }
    }
}
