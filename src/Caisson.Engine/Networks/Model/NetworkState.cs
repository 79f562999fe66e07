using System.Net;
using System.Net.Sockets;
using Caisson.Engine.Networks.Records;
using Caisson.Engine.Settings;
using Caisson.Network.Addressing;
using Caisson.Network.Bridges;

namespace Caisson.Engine.Networks.Model;

/// <summary>A network: what is remembered of it, its addresses, and who is in it.</summary>
/// <remarks>Thread: under the model's lock.</remarks>
internal sealed class NetworkState
{
    /// <summary>The name of the default network.</summary>
    internal const string DefaultName = "bridge";

    private readonly List<SubnetAddresses> _subnets = [];
    private readonly List<(IPAddress Address, int PrefixLength)> _gateways = [];

    internal NetworkState(NetworkRecord record)
    {
        Record = record;
        if (record.Driver != "bridge" || record.ConfigOnly)
        {
            return;
        }

        foreach (SubnetSettings settings in record.Ipam.Config)
        {
            IPNetwork subnet = IPNetwork.Parse(settings.Subnet!);
            SubnetAddresses addresses = new(subnet, settings.IpRange is { } range ? IPNetwork.Parse(range) : null);
            if (settings.Gateway is { } gateway)
            {
                _gateways.Add((IPAddress.Parse(gateway), subnet.PrefixLength));
                addresses.Take(IPAddress.Parse(gateway));
            }

            foreach (string other in settings.AuxiliaryAddresses?.Values ?? Enumerable.Empty<string>())
            {
                addresses.Take(IPAddress.Parse(other));
            }

            _subnets.Add(addresses);
        }

        Bridge = Describe();
    }

    /// <summary>What is remembered.</summary>
    internal NetworkRecord Record { get; }

    /// <summary>The bridge; null for the networks without one.</summary>
    internal BridgeNetwork? Bridge { get; }

    /// <summary>The running containers in it, by their ids.</summary>
    internal Dictionary<string, NetworkMember> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>How many containers are about to join; it cannot be removed meanwhile.</summary>
    internal int Joining { get; set; }

    /// <summary>Whether it is one of the three that are always there.</summary>
    internal bool IsPredefined => Record.Name is DefaultName or "host" or "none";

    /// <summary>Whether it is the default bridge: there, names are not looked up.</summary>
    internal bool IsDefault => Record.Name == DefaultName;

    /// <summary>Its subnets.</summary>
    internal IEnumerable<IPNetwork> Subnets => _subnets.Select(static s => s.Subnet);

    /// <summary>The gateway of a family; null if there is none, or no way out.</summary>
    internal IPAddress? Gateway(AddressFamily family) =>
        Record.Internal ? null : _gateways.FirstOrDefault(g => g.Address.AddressFamily == family).Address;

    /// <summary>Takes addresses for an endpoint: those asked for, or the lowest that are free.</summary>
    /// <param name="wanted">What is asked for; null for nothing.</param>
    /// <exception cref="Network.NetworkException">There are none, or somebody has them.</exception>
    internal List<(IPAddress Address, int PrefixLength)> Take(EndpointAddresses? wanted)
    {
        List<(IPAddress, int)> taken = [];
        try
        {
            Take(AddressFamily.InterNetwork, wanted?.Ipv4Address, taken);
            Take(AddressFamily.InterNetworkV6, wanted?.Ipv6Address, taken);
            return taken;
        }
        catch
        {
            taken.ForEach(t => Release(t.Item1));
            throw;
        }
    }

    /// <summary>Takes an address that an endpoint has already.</summary>
    internal void Retake(IPAddress address) => _subnets.Find(s => s.Subnet.Contains(address))?.Take(address);

    /// <summary>Gives an address back.</summary>
    internal void Release(IPAddress address) => _subnets.Find(s => s.Subnet.Contains(address))?.Release(address);

    private void Take(AddressFamily family, string? wanted, List<(IPAddress Address, int PrefixLength)> taken)
    {
        List<SubnetAddresses> subnets = _subnets.FindAll(s => s.Subnet.BaseAddress.AddressFamily == family);
        if (subnets.Count == 0)
        {
            return;
        }

        if (wanted is not null)
        {
            IPAddress address = IPAddress.Parse(wanted);
            SubnetAddresses subnet = subnets.Find(s => s.Subnet.Contains(address)) ?? subnets[0];
            subnet.Take(address);
            taken.Add((address, subnet.Subnet.PrefixLength));
            return;
        }

        for (int i = 0; ; i++)
        {
            try
            {
                taken.Add((subnets[i].Take(), subnets[i].Subnet.PrefixLength));
                return;
            }
            catch (Network.NetworkException) when (i + 1 < subnets.Count)
            {
                // The next subnet may have one.
            }
        }
    }

    private BridgeNetwork Describe()
    {
        SortedDictionary<string, string> options = Record.Options;
        bool masquerades = IsOn(NetworkOptions.EnableMasquerade);
        return new BridgeNetwork
        {
            Bridge = options.GetValueOrDefault(NetworkOptions.BridgeName) is { Length: > 0 } name ? name : "br-" + Record.Id[..12],
            Addresses = [.. _gateways],
            MtuBytes = options.TryGetValue(NetworkOptions.Mtu, out string? mtu) && int.TryParse(mtu, out int bytes) && bytes > 0 ? bytes : 1500,
            IsInternal = Record.Internal,
            Masquerades4 = masquerades && options.GetValueOrDefault(NetworkOptions.GatewayMode4) != "routed",
            Masquerades6 = masquerades && options.GetValueOrDefault(NetworkOptions.GatewayMode6) != "routed",
            ConnectsPeers = IsOn(NetworkOptions.EnableIcc),
            HasIpv6 = Record.EnableIpv6,
        };
    }

    private bool IsOn(string option) => Record.Options.GetValueOrDefault(option) is not ("false" or "0" or "f" or "F" or "FALSE" or "False");
}
