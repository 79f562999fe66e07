using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Caisson.Engine.Networks.Model;
using Caisson.Engine.Networks.Records;
using Caisson.Engine.Settings;
using Caisson.Linux.Netlink;
using Caisson.Network.Addressing;
using Caisson.Network.Bridges;

namespace Caisson.Engine.Networks.Endpoints;

/// <summary>Chooses what an endpoint has: addresses, names of links, names in the network.</summary>
internal static class EndpointPlanner
{
    private const int ShortIdLength = 12;

    /// <summary>Plans an endpoint and takes its addresses. Under the model's lock.</summary>
    /// <param name="network">The network.</param>
    /// <param name="record">The container.</param>
    /// <param name="wanted">What it asks for.</param>
    /// <param name="usedLinks">The names of links that are taken in the container.</param>
    internal static EndpointPlan Plan(
        NetworkState network, ContainerNetworkRecord record, EndpointSettings wanted, HashSet<string> usedLinks)
    {
        EndpointSettings settings = Cleared(wanted) with
        {
            NetworkId = network.Record.Id,
            EndpointId = RandomNumberGenerator.GetHexString(64, lowercase: true),
        };
        if (network.Bridge is null)
        {
            return new EndpointPlan(network, settings, null);
        }

        List<(IPAddress Address, int PrefixLength)> addresses = network.Take(wanted.IpamConfig);
        MacAddress mac = Mac(record.WantedMacs.GetValueOrDefault(network.Record.Name), addresses);
        foreach ((IPAddress address, int prefixLength) in addresses)
        {
            string gateway = network.Gateway(address.AddressFamily)?.ToString() ?? "";
            settings = address.AddressFamily == AddressFamily.InterNetwork
                ? settings with { IpAddress = address.ToString(), IpPrefixLen = prefixLength, Gateway = gateway }
                : settings with { GlobalIpv6Address = address.ToString(), GlobalIpv6PrefixLen = prefixLength, Ipv6Gateway = gateway };
        }

        settings = settings with { MacAddress = mac.ToString(), DnsNames = network.IsDefault ? null : DnsNames(record, wanted) };
        return new EndpointPlan(network, settings, new Endpoint
        {
            HostLink = HostLinks.NewEndpointName(),
            Link = LinkName(network, wanted, usedLinks),
            Mac = mac,
            Addresses = addresses,
        });
    }

    /// <summary>What is left of an endpoint when the container does not run: what was asked for.</summary>
    internal static EndpointSettings Cleared(EndpointSettings settings) => settings with
    {
        EndpointId = "",
        Gateway = "",
        IpAddress = "",
        IpPrefixLen = 0,
        Ipv6Gateway = "",
        GlobalIpv6Address = "",
        GlobalIpv6PrefixLen = 0,
        MacAddress = "",
    };

    /// <summary>All names of a container in a network: its name, those asked for, the short id, the host name.</summary>
    internal static IReadOnlyList<string> DnsNames(ContainerNetworkRecord record, EndpointSettings wanted)
    {
        IEnumerable<string> names =
            [record.Name, .. wanted.Aliases ?? [], record.Id[..Math.Min(ShortIdLength, record.Id.Length)], record.Hostname];
        return [.. names.Where(static n => n.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The default routes of a container: of each family the way out of the network with the highest priority, or the first name.</summary>
    internal static List<(IPAddress Gateway, string Link)> DefaultRoutes(
        IReadOnlyDictionary<string, EndpointSettings> networks, IReadOnlyDictionary<string, EndpointLinks> links)
    {
        List<(IPAddress, string)> routes = [];
        foreach (Func<EndpointSettings, string> gateway in (Func<EndpointSettings, string>[])[static e => e.Gateway, static e => e.Ipv6Gateway])
        {
            if (WayOut(networks, gateway) is { } name && links.TryGetValue(name, out EndpointLinks? link))
            {
                routes.Add((IPAddress.Parse(gateway(networks[name])), link.Container));
            }
        }

        return routes;
    }

    /// <summary>The name of the network that is the way out, or null.</summary>
    internal static string? WayOut(IReadOnlyDictionary<string, EndpointSettings> networks, Func<EndpointSettings, string> gateway) => networks
        .Where(n => gateway(n.Value).Length > 0)
        .OrderByDescending(static n => n.Value.GwPriority)
        .ThenBy(static n => n.Key, StringComparer.Ordinal)
        .Select(static n => n.Key)
        .FirstOrDefault();

    private static MacAddress Mac(string? wanted, List<(IPAddress Address, int PrefixLength)> addresses)
    {
        if (wanted is { Length: > 0 } && MacAddress.TryParse(wanted, out MacAddress? given))
        {
            return given.Value;
        }

        IPAddress? address4 = addresses.Find(static a => a.Address.AddressFamily == AddressFamily.InterNetwork).Address;
        return address4 is null ? HardwareAddresses.Random() : HardwareAddresses.Of(address4);
    }

    private static string LinkName(NetworkState network, EndpointSettings wanted, HashSet<string> used)
    {
        if (wanted.DriverOpts?.GetValueOrDefault(NetworkOptions.InterfaceName) is { Length: > 0 } given && InterfaceName.IsValid(given) && used.Add(given))
        {
            return given;
        }

        string prefix = network.Record.Options.GetValueOrDefault(NetworkOptions.InterfacePrefix) is { Length: > 0 and <= 10 } p ? p : "eth";
        for (int i = 0; ; i++)
        {
            if (used.Add($"{prefix}{i}"))
            {
                return $"{prefix}{i}";
            }
        }
    }
}
