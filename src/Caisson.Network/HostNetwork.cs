using Caisson.Linux.Namespaces;
using Caisson.Network.Bridges;
using Caisson.Network.Firewall;
using Caisson.Network.Names;
using Caisson.Network.Ports;

namespace Caisson.Network;

/// <summary>The networking of a host, as the kernel has it: what a container engine needs of it, without any memory of its own.</summary>
/// <remarks>Thread: any. All of it is about the network namespace of the thread that opens it.</remarks>
public sealed class HostNetwork : IDisposable
{
    // As many starts at a time as make sense: the kernel makes links one after the other.
    private const int NamespaceThreads = 4;

    private readonly NamespaceThread _threads;

    /// <summary>Opens the host's networking; nothing changes yet.</summary>
    /// <param name="namespaceFolder">Where the namespaces of containers are pinned.</param>
    /// <exception cref="Linux.Nftables.NftablesException">libnftables is not installed.</exception>
    public HostNetwork(string namespaceFolder)
    {
        _threads = new NamespaceThread(NamespaceThreads);
        Namespaces = new ContainerNamespaces(namespaceFolder, _threads);
        Links = new HostLinks();
        Firewall = new HostFirewall();
        NameServer = new NameServer(_threads);
    }

    /// <summary>The namespaces of containers.</summary>
    public ContainerNamespaces Namespaces { get; }

    /// <summary>Bridges and endpoints.</summary>
    public HostLinks Links { get; }

    /// <summary>Rules.</summary>
    public HostFirewall Firewall { get; }

    /// <summary>Ports of the host.</summary>
    public HostPorts Ports { get; } = new();

    /// <summary>The name server for containers.</summary>
    public NameServer NameServer { get; }

    /// <summary>Removes what is ours from the kernel: rules, bridges, namespaces.</summary>
    /// <param name="bridges">The names of our bridges.</param>
    public void Reset(IEnumerable<string> bridges)
    {
        ArgumentNullException.ThrowIfNull(bridges);
        Firewall.Reset();
        foreach (string name in Namespaces.List())
        {
            Namespaces.Remove(name);
        }

        foreach (string bridge in bridges)
        {
            foreach (string port in Links.PortsOf(bridge))
            {
                Links.DeleteLink(port);
            }

            Links.DeleteLink(bridge);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Links.Dispose();
        Firewall.Dispose();
        _threads.Dispose();
    }
}
