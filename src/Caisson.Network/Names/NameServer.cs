using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Namespaces;
using Caisson.Linux.Nftables;
using Caisson.Network.Bridges;

namespace Caisson.Network.Names;

/// <summary>
/// The name server that containers in user-defined networks find at 127.0.0.11. Its sockets are in each container's network
/// namespace, at ports of their own: what a container itself serves at port 53 is not in the way. Rules there lead
/// 127.0.0.11:53 to them.
/// </summary>
/// <remarks>Thread: any.</remarks>
public sealed class NameServer
{
    /// <summary>Where containers find it.</summary>
    public static readonly IPAddress Address = IPAddress.Parse("127.0.0.11");

    private const string Table = "ip caisson_dns";

    private readonly NamespaceThread _threads;

    /// <summary>Makes a server.</summary>
    /// <param name="threads">Where work in namespaces is done.</param>
    public NameServer(NamespaceThread threads)
    {
        _threads = threads;
    }

    /// <summary>The names that it knows.</summary>
    public NameTable Names { get; } = new();

    /// <summary>Begins to serve a container.</summary>
    /// <param name="target">The container's namespace; it may be disposed afterwards.</param>
    /// <param name="settings">What it does for this container.</param>
    /// <exception cref="NftablesException">The kernel refused the rules.</exception>
    public async Task<NameService> ServeAsync(ContainerNamespace target, ResolverSettings settings)
    {
        ArgumentNullException.ThrowIfNull(target);
        FileDescriptor descriptor = NetworkNamespace.Open(target.Path);
        Socket? udp = null;
        Socket? tcp = null;
        try
        {
            (udp, tcp) = await _threads.RunAsync(target.Descriptor, Open).ConfigureAwait(false);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }

        NameService service = new(Names, _threads, descriptor, udp, tcp, settings);
        service.Start();
        return service;
    }

    /// <summary>The rules of a container's namespace that has none of ours; refused where it has.</summary>
    internal static string Redirection(int udpPort, int tcpPort) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        create table {{Table}}
        table {{Table}} {
          chain output {
            type nat hook output priority -100; policy accept;
            ip daddr {{Address}} udp dport 53 dnat to {{Address}}:{{udpPort}}
            ip daddr {{Address}} tcp dport 53 dnat to {{Address}}:{{tcpPort}}
          }
        }

        """);

    private static (Socket Udp, Socket Tcp) Open()
    {
        Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Socket tcp = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            udp.Bind(new IPEndPoint(Address, 0));
            tcp.Bind(new IPEndPoint(Address, 0));
            tcp.Listen();
            using NftablesContext nftables = NftablesContext.Open();
            string rules = Redirection(((IPEndPoint)udp.LocalEndPoint!).Port, ((IPEndPoint)tcp.LocalEndPoint!).Port);

            // Deleting makes the kernel wait: only where an engine before us left rules.
            if (!nftables.TryRun(rules, out _))
            {
                nftables.Run($"add table {Table}\ndelete table {Table}\n" + rules);
            }

            return (udp, tcp);
        }
        catch
        {
            udp.Dispose();
            tcp.Dispose();
            throw;
        }
    }
}
