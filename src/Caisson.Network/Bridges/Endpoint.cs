using System.Net;
using Caisson.Linux.Netlink;

namespace Caisson.Network.Bridges;

/// <summary>A container's connection to a bridge: a pair of links, one on the bridge, one in the container.</summary>
public sealed record Endpoint
{
    /// <summary>The link's name on the host.</summary>
    public required string HostLink { get; init; }

    /// <summary>The link's name in the container.</summary>
    public required string Link { get; init; }

    /// <summary>The hardware address in the container.</summary>
    public required MacAddress Mac { get; init; }

    /// <summary>The addresses in the container, with the lengths of their prefixes.</summary>
    public IReadOnlyList<(IPAddress Address, int PrefixLength)> Addresses { get; init; } = [];
}
