using System.Net;
using System.Net.Sockets;

namespace Caisson.Images.Registry.Endpoints;

/// <summary>Tells addresses of this machine and its network from those of the internet.</summary>
internal static class NetworkAddresses
{
    // IANA's registries of special-purpose addresses (RFC 6890), without those that are reachable globally.
    private static readonly IPNetwork[] NotPublic =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/3"),
        IPNetwork.Parse("::/128"), IPNetwork.Parse("100::/64"), IPNetwork.Parse("2001:db8::/32"),
        IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fec0::/10"), IPNetwork.Parse("ff00::/8"),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>From where an address can be reached.</summary>
    internal static AddressScope ScopeOf(IPAddress address)
    {
        if (Embedded(address) is { } inner)
        {
            return ScopeOf(inner);
        }

        if (IPAddress.IsLoopback(address))
        {
            return AddressScope.Loopback;
        }

        foreach (IPNetwork network in NotPublic)
        {
            if (network.Contains(address))
            {
                return AddressScope.Private;
            }
        }

        return AddressScope.Public;
    }

    /// <summary>Whether a host's name alone says that it is this machine.</summary>
    /// <param name="host">Without a port; an IPv6 address with or without brackets.</param>
    internal static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (TryParse(host) is { } address && ScopeOf(address) == AddressScope.Loopback);

    /// <summary>The address that a host is named by; null where it has a name.</summary>
    internal static IPAddress? TryParse(string host)
    {
        // As four decimal numbers only: IPAddress also reads 127.1 and 0x7f000001, which others take for names.
        return IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == host)
            ? address
            : null;
    }

    // The IPv4 address to which packets to an IPv6 address go in the end.
    private static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.IsIPv4MappedToIPv6 || Nat64.Contains(address) ? new IPAddress(bytes[12..])
            : SixToFour.Contains(address) ? new IPAddress(bytes[2..6])
            : null;
    }
}
