using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Text;
using Caisson.Linux.Namespaces;
using Caisson.Network.Addressing;
using Caisson.Network.Bridges;

namespace Caisson.Network.Tests.Support;

/// <summary>A host with networking of our own, in the tests' network namespace; it is gone when it is disposed.</summary>
internal sealed class TestHost : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("caisson-net-").FullName;
    private readonly List<BridgeNetwork> _networks = [];
    private int _next = 2;

    private TestHost()
    {
        Network = new HostNetwork(Path.Combine(_folder, "netns"));
        Network.Firewall.Rebuild([], []);
    }

    internal HostNetwork Network { get; }

    /// <summary>Makes one; skips the test without root.</summary>
    internal static TestHost Create()
    {
        if (Environment.GetEnvironmentVariable(Program.Marker) is null)
        {
            Assert.Skip("a network namespace needs root");
        }

        return new TestHost();
    }

    /// <summary>Makes a network <c>10.N.0.0/24</c>.</summary>
    internal BridgeNetwork AddNetwork(int number, Func<BridgeNetwork, BridgeNetwork>? change = null)
    {
        BridgeNetwork network = new() { Bridge = $"br-t{number}", Addresses = [(IPAddress.Parse($"10.{number}.0.1"), 24)] };
        network = change is null ? network : change(network);
        Network.Links.EnsureBridge(network);
        Network.Firewall.Add(network);
        _networks.Add(network);
        return network;
    }

    /// <summary>Makes a container in networks of <see cref="AddNetwork"/>.</summary>
    internal async Task<TestContainer> AddContainerAsync(params BridgeNetwork[] networks)
    {
        string name = $"c{_next}";
        ContainerNamespace place = await Network.Namespaces.CreateAsync(name);
        List<IPAddress> addresses = [];
        for (int i = 0; i < networks.Length; i++)
        {
            byte[] bytes = networks[i].Addresses[0].Address.GetAddressBytes();
            bytes[3] = (byte)_next;
            IPAddress address = new(bytes);
            addresses.Add(address);
            List<(IPAddress, int)> all = [(address, 24)];
            if (networks[i].HasIpv6)
            {
                byte[] bytes6 = networks[i].Addresses[1].Address.GetAddressBytes();
                bytes6[15] = (byte)_next;
                all.Add((new IPAddress(bytes6), 64));
            }

            await Network.Links.ConnectAsync(
                networks[i],
                place,
                new Endpoint
                {
                    HostLink = HostLinks.NewEndpointName(),
                    Link = $"eth{i}",
                    Mac = HardwareAddresses.Of(address),
                    Addresses = all,
                },
                Network.Namespaces);
        }

        if (networks.Length > 0)
        {
            HostLinks.SetDefaultRoutes(place, networks[0].Addresses.Select(static a => (a.Address, "eth0")));
        }

        _next++;
        return new TestContainer(this, name, place, addresses);
    }

    public void Dispose()
    {
        Network.Reset(_networks.Select(static n => n.Bridge));
        Network.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A container, as far as its network goes: what is done in it is done by a thread that goes there.</summary>
internal sealed class TestContainer(TestHost host, string name, ContainerNamespace place, IReadOnlyList<IPAddress> addresses) : IDisposable
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    internal IPAddress Address => addresses[0];

    internal IReadOnlyList<IPAddress> Addresses => addresses;

    internal ContainerNamespace Place => place;

    internal string Name => name;

    /// <summary>Runs something in the container.</summary>
    internal T Run<T>(Func<T> action)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                NetworkNamespace.Enter(place.Descriptor);
                result = action();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    /// <summary>Serves a port: each connection is told who it seems to come from.</summary>
    internal Socket ServeTcp(int port)
    {
        Socket listener = Run(() =>
        {
            Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
            socket.Listen();
            return socket;
        });
        _ = AnswerAsync(listener);
        return listener;
    }

    /// <summary>Serves a port of UDP: each datagram is answered by who it seems to come from.</summary>
    internal Socket ServeUdp(int port)
    {
        Socket server = Run(() =>
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return socket;
        });
        _ = AnswerUdpAsync(server);
        return server;
    }

    /// <summary>Asks a server who the container seems to be.</summary>
    /// <returns>The address; null if there was no answer.</returns>
    internal string? Ask(IPAddress address, int port, ProtocolType protocol = ProtocolType.Tcp) => Run(() => AskFromHere(address, port, protocol));

    /// <summary>The same from the calling thread's namespace.</summary>
    internal static string? AskFromHere(IPAddress address, int port, ProtocolType protocol = ProtocolType.Tcp)
    {
        using Socket socket = new(
            address.AddressFamily, protocol == ProtocolType.Tcp ? SocketType.Stream : SocketType.Dgram, protocol);
        socket.ReceiveTimeout = 1000;
        socket.SendTimeout = 1000;
        try
        {
            // Blocking: a thread of the pool would be in another namespace.
            IAsyncResult connecting = socket.BeginConnect(new IPEndPoint(address, port), null, null);
            if (!connecting.AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(1)))
            {
                return null;
            }

            socket.EndConnect(connecting);
            if (protocol == ProtocolType.Udp)
            {
                socket.Send("?"u8);
            }

            byte[] buffer = new byte[64];
            return Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer));
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        place.Dispose();
        host.Network.Namespaces.Remove(name);
    }

    private static string Describe(EndPoint? from)
    {
        IPAddress address = ((IPEndPoint)from!).Address;
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }

    private static async Task AnswerAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                using Socket client = await listener.AcceptAsync();
                await client.SendAsync(Encoding.ASCII.GetBytes(Describe(client.RemoteEndPoint)));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private static async Task AnswerUdpAsync(Socket server)
    {
        byte[] buffer = new byte[64];
        try
        {
            while (true)
            {
                SocketReceiveFromResult received = await server.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                await server.SendToAsync(Encoding.ASCII.GetBytes(Describe(received.RemoteEndPoint)), received.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }
}
