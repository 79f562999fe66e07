using Caisson.Linux.Netlink;
using Caisson.Linux.Nftables;
using Caisson.Network.Bridges;

namespace Caisson.Network.Firewall;

/// <summary>Our table of nftables, and what it takes beside other people's. Every other rule is left alone.</summary>
/// <remarks>
/// It remembers what is in force, so that the table can be made anew when somebody has flushed it. Each change is one
/// transaction. Thread: any.
/// </remarks>
public sealed class HostFirewall : IDisposable
{
    private readonly Lock _lock = new();
    private readonly NftablesContext _nftables;
    private readonly Dictionary<string, BridgeNetwork> _networks = new(StringComparer.Ordinal);
    private readonly HashSet<PublishedPort> _ports = [];

    /// <summary>Opens the firewall of the calling thread's network namespace; nothing changes yet.</summary>
    /// <exception cref="NftablesException">libnftables is not installed.</exception>
    public HostFirewall()
    {
        _nftables = NftablesContext.Open();
    }

    /// <summary>Makes the table anew.</summary>
    /// <param name="networks">The networks, by their bridges.</param>
    /// <param name="ports">The ports.</param>
    /// <exception cref="NftablesException">The kernel refused it.</exception>
    public void Rebuild(IEnumerable<BridgeNetwork> networks, IEnumerable<PublishedPort> ports)
    {
        ArgumentNullException.ThrowIfNull(networks);
        lock (_lock)
        {
            _networks.Clear();
            _ports.Clear();
            foreach (BridgeNetwork network in networks)
            {
                _networks[network.Bridge] = network;
            }

            _ports.UnionWith(ports);
            Rebuild();
        }
    }

    /// <summary>Takes a network in.</summary>
    /// <param name="network">The network.</param>
    public void Add(BridgeNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        lock (_lock)
        {
            _networks[network.Bridge] = network;
            RunOrRebuild(FirewallScript.Change(true, network));
            DockerUserChain.Set(_nftables, _networks.Keys);
        }
    }

    /// <summary>Takes a network out.</summary>
    /// <param name="bridge">Its bridge.</param>
    public void Remove(string bridge)
    {
        lock (_lock)
        {
            if (_networks.Remove(bridge, out BridgeNetwork? network))
            {
                RunOrRebuild(FirewallScript.Change(false, network));
                DockerUserChain.Set(_nftables, _networks.Keys);
            }
        }
    }

    /// <summary>Publishes ports.</summary>
    /// <param name="ports">The ports; nobody else has them.</param>
    public void Publish(IReadOnlyCollection<PublishedPort> ports)
    {
        ArgumentNullException.ThrowIfNull(ports);
        Change(true, ports);
    }

    /// <summary>Withdraws ports.</summary>
    /// <param name="ports">The ports.</param>
    public void Withdraw(IReadOnlyCollection<PublishedPort> ports)
    {
        ArgumentNullException.ThrowIfNull(ports);
        Change(false, ports);
    }

    /// <summary>
    /// Puts right what others have undone: whoever loads a firewall anew flushes all tables, and a dockerd that starts drops
    /// what is not its own.
    /// </summary>
    public void Upkeep()
    {
        lock (_lock)
        {
            if (_networks.Count == 0)
            {
                return;
            }

            if (_nftables.TryRun($"list chain {FirewallScript.Table} forward\n", out _))
            {
                DockerUserChain.Set(_nftables, _networks.Keys);
            }
            else
            {
                Rebuild();
            }
        }
    }

    /// <summary>Takes everything away that is ours.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _networks.Clear();
            _ports.Clear();
            DockerUserChain.Set(_nftables, []);
            _nftables.Run(FirewallScript.Remove());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _nftables.Dispose();

    private void Change(bool adds, IReadOnlyCollection<PublishedPort> ports)
    {
        if (ports.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            PublishedPort[] changed = [.. ports.Where(p => adds ? _ports.Add(p) : _ports.Remove(p))];
            RunOrRebuild(FirewallScript.Change(adds, changed));
        }

        // The kernel keeps to a decision about a flow of UDP as long as packets come.
        if (ports.Any(static p => p.Protocol == PortProtocol.Udp))
        {
            using var connections = new ConnectionTracking();
            foreach (PublishedPort port in ports.Where(static p => p.Protocol == PortProtocol.Udp))
            {
                connections.Forget((byte)PortProtocol.Udp, port.HostPort, port.IsIpv6);
            }
        }
    }

    private void RunOrRebuild(string script)
    {
        if (script.Length > 0 && !_nftables.TryRun(script, out _))
        {
            Rebuild();
        }
    }

    private void Rebuild()
    {
        _nftables.Run(FirewallScript.Rebuild(_networks.Values, _ports));
        DockerUserChain.Set(_nftables, _networks.Keys);
    }
}
