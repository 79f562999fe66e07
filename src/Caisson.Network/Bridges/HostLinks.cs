using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Caisson.Linux;
using Caisson.Linux.Netlink;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Net;
using Caisson.Network.Addressing;

namespace Caisson.Network.Bridges;

/// <summary>Bridges and endpoints on the host's side, through one rtnetlink socket.</summary>
/// <remarks>Thread: any.</remarks>
public sealed class HostLinks : IDisposable
{
    private const string EndpointPrefix = "veth";

    private readonly Lock _lock = new();
    private readonly RtNetlink _host;

    /// <summary>Works in the calling thread's network namespace.</summary>
    public HostLinks()
    {
        _host = new RtNetlink();
    }

    /// <summary>A name for a link on the host that nobody has.</summary>
    public static string NewEndpointName() => EndpointPrefix + RandomNumberGenerator.GetHexString(7, lowercase: true);

    /// <summary>Makes a bridge what a network says, whether it is there already or not.</summary>
    /// <param name="network">The network.</param>
    /// <returns>Whether the bridge was there.</returns>
    /// <exception cref="NetworkException">Another link has its name.</exception>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public bool EnsureBridge(BridgeNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        lock (_lock)
        {
            bool isThere = _host.Links.TryGet(network.Bridge, out LinkInfo? bridge);
            if (!isThere)
            {
                // Without an address of its own it would change its address with the ports that come and go.
                _host.Links.Kinds.CreateBridge(
                    network.Bridge, new LinkOptions { MtuBytes = network.MtuBytes, Address = HardwareAddresses.Random() });
                bridge = _host.Links.Get(network.Bridge);
            }
            else if (bridge!.Kind != "bridge")
            {
                throw new NetworkException(NetworkFault.InUse, $"existing interface {network.Bridge} is not a bridge");
            }

            HostSettings.SetForBridge(network);
            SetAddresses(bridge!.Index, network);
            _host.Links.SetUp(bridge.Index);
            return isThere;
        }
    }

    /// <summary>Deletes a bridge.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>False if there is none.</returns>
    public bool DeleteLink(string name)
    {
        lock (_lock)
        {
            if (!_host.Links.TryGet(name, out LinkInfo? link))
            {
                return false;
            }

            try
            {
                _host.Links.Delete(link.Index);
                return true;
            }
            catch (LinuxException e) when (e.Errno == Errno.ENODEV)
            {
                return false;
            }
        }
    }

    /// <summary>
    /// Cuts an endpoint off at once: its addresses can be given to another. The kernel deletes its links with the
    /// container's namespace, of many containers at a time.
    /// </summary>
    /// <param name="hostLink">The link.</param>
    public void CutOff(string hostLink)
    {
        lock (_lock)
        {
            try
            {
                if (_host.Links.TryGet(hostLink, out LinkInfo? link) && link.MasterIndex != 0)
                {
                    _host.Links.DisablePort(link.Index);
                }
            }
            catch (LinuxException e) when (e.Errno is Errno.ENODEV or Errno.EINVAL or Errno.ENETDOWN)
            {
                // It is gone already, or passes nothing.
            }
        }
    }

    /// <summary>Makes the host's side of an endpoint a port of its bridge again, if it is there.</summary>
    /// <param name="network">The network; its bridge is there.</param>
    /// <param name="hostLink">The link.</param>
    public void EnsurePort(BridgeNetwork network, string hostLink)
    {
        ArgumentNullException.ThrowIfNull(network);
        lock (_lock)
        {
            int bridge = _host.Links.Get(network.Bridge).Index;
            if (_host.Links.TryGet(hostLink, out LinkInfo? link) && link.MasterIndex != bridge)
            {
                _host.Links.SetMaster(link.Index, bridge);
                _host.Links.SetUp(link.Index);
                SetPort(network, _host.Links, hostLink);
            }
        }
    }

    /// <summary>The names of the links that are ports of a bridge.</summary>
    /// <param name="bridge">The bridge.</param>
    public IReadOnlyList<string> PortsOf(string bridge)
    {
        lock (_lock)
        {
            return _host.Links.TryGet(bridge, out LinkInfo? link)
                ? [.. _host.Links.List().Where(l => l.MasterIndex == link.Index).Select(l => l.Name)]
                : [];
        }
    }

    /// <summary>The networks that the host has routes to, and those of its addresses: no subnet may overlap them.</summary>
    public IReadOnlyCollection<IPNetwork> Occupied()
    {
        lock (_lock)
        {
            HashSet<IPNetwork> all = [];
            foreach (RouteInfo route in _host.Routes.List())
            {
                if (!route.IsDefault && route.Kind == RouteKind.RTN_UNICAST)
                {
                    all.Add(new IPNetwork(route.Destination, route.PrefixLength));
                }
            }

            foreach (AddressInfo address in _host.Addresses.List())
            {
                all.Add(AddressBits.NetworkOf(address.Address, address.PrefixLength));
            }

            return all;
        }
    }

    /// <summary>The addresses of a link of the host.</summary>
    /// <param name="name">The link.</param>
    public IReadOnlyList<(IPAddress Address, int PrefixLength)> AddressesOf(string name)
    {
        lock (_lock)
        {
            return _host.Links.TryGet(name, out LinkInfo? link)
                ? [.. _host.Addresses.List(link.Index).Select(a => (a.Address, a.PrefixLength))]
                : [];
        }
    }

    /// <summary>Makes an endpoint: a pair of links, of which one becomes a port of the bridge.</summary>
    /// <param name="network">The network; its bridge is there.</param>
    /// <param name="target">The container's namespace.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="namespaces">Where the namespace is one of.</param>
    /// <exception cref="LinuxException">The kernel refused; nothing is left.</exception>
    public async Task ConnectAsync(
        BridgeNetwork network, ContainerNamespace target, Endpoint endpoint, ContainerNamespaces namespaces)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(namespaces);
        CreatePair(network, target, endpoint);
        try
        {
            if (endpoint.Addresses.Any(static a => a.Address.AddressFamily == AddressFamily.InterNetworkV6))
            {
                await namespaces.EnableIpv6Async(target, endpoint.Link).ConfigureAwait(false);
            }

            // The kernel switches the far end on only when it is one of a pair already.
            int index = target.Netlink.Links.Get(endpoint.Link).Index;
            target.Netlink.Links.SetUp(index);
            foreach ((IPAddress address, int prefixLength) in endpoint.Addresses)
            {
                target.Netlink.Addresses.Add(ToAddress(index, address, prefixLength));
            }
        }
        catch
        {
            DeleteLink(endpoint.HostLink);
            throw;
        }
    }

    /// <summary>Sets a container's default routes, in place of those that it has.</summary>
    /// <param name="target">The container's namespace.</param>
    /// <param name="gateways">The gateways, with the links that lead to them.</param>
    public static void SetDefaultRoutes(ContainerNamespace target, IEnumerable<(IPAddress Gateway, string Link)> gateways)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(gateways);
        RtNetlink netlink = target.Netlink;
        foreach (RouteInfo route in netlink.Routes.List())
        {
            if (route.IsDefault && route.Gateway is not null)
            {
                netlink.Routes.Delete(route);
            }
        }

        foreach ((IPAddress gateway, string link) in gateways)
        {
            netlink.Routes.AddDefault(gateway, netlink.Links.Get(link).Index);
        }
    }

    /// <summary>The names of a namespace's links.</summary>
    /// <param name="target">The container's namespace.</param>
    public static IReadOnlyList<string> LinksOf(ContainerNamespace target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return [.. target.Netlink.Links.List().Select(l => l.Name)];
    }

    /// <inheritdoc/>
    public void Dispose() => _host.Dispose();

    private static AddressInfo ToAddress(int index, IPAddress address, int prefixLength) =>
        address.AddressFamily == AddressFamily.InterNetwork
            ? new AddressInfo(index, address, prefixLength)
            {
                Broadcast = prefixLength < 31
                    ? AddressBits.ToAddress(
                        AddressBits.Last(AddressBits.NetworkOf(address, prefixLength)), AddressFamily.InterNetwork)
                    : null,
            }
            : new AddressInfo(index, address, prefixLength)
            {
                // Addresses are handed out by us: nobody else has it, and it is to work at once.
                Flags = AddressFlags.IFA_F_NODAD,
            };

    // Where the host filters what bridges forward, a port that was published by a container can be the one that asks for it.
    private static void SetPort(BridgeNetwork network, Links links, string name)
    {
        bool isHairpin = HostSettings.FiltersBridges();
        if (isHairpin || !network.ConnectsPeers)
        {
            links.SetPort(links.Get(name).Index, isHairpin, !network.ConnectsPeers);
        }
    }

    private void CreatePair(BridgeNetwork network, ContainerNamespace target, Endpoint endpoint)
    {
        lock (_lock)
        {
            LinkInfo bridge = _host.Links.Get(network.Bridge);
            _host.Links.Kinds.CreateVethPair(
                endpoint.HostLink,
                endpoint.Link,
                new LinkOptions { MtuBytes = network.MtuBytes, MasterIndex = bridge.Index, Up = true },
                new LinkOptions
                {
                    MtuBytes = network.MtuBytes,
                    Address = endpoint.Mac,
                    Namespace = target.Descriptor,
                });
            SetPort(network, _host.Links, endpoint.HostLink);
        }
    }

    private void SetAddresses(int index, BridgeNetwork network)
    {
        List<AddressInfo> present = _host.Addresses.List(index);
        foreach ((IPAddress address, int prefixLength) in network.Addresses)
        {
            if (!present.Exists(a => a.Address.Equals(address) && a.PrefixLength == prefixLength))
            {
                _host.Addresses.Add(ToAddress(index, address, prefixLength));
            }
        }
    }
}
