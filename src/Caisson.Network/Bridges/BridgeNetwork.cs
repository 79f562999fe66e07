using System.Net;

namespace Caisson.Network.Bridges;

/// <summary>A network on a bridge: all that the kernel has to know of it.</summary>
public sealed record BridgeNetwork
{
    /// <summary>The bridge's name.</summary>
    public required string Bridge { get; init; }

    /// <summary>The host's addresses in it, with the lengths of their prefixes: gateways for containers.</summary>
    public IReadOnlyList<(IPAddress Address, int PrefixLength)> Addresses { get; init; } = [];

    /// <summary>The longest packet, in bytes.</summary>
    public int MtuBytes { get; init; } = 1500;

    /// <summary>Whether nothing gets in or out.</summary>
    public bool IsInternal { get; init; }

    /// <summary>Whether packets that leave get the host's address, of IPv4.</summary>
    public bool Masquerades4 { get; init; } = true;

    /// <summary>Whether packets that leave get the host's address, of IPv6.</summary>
    public bool Masquerades6 { get; init; } = true;

    /// <summary>Whether containers in it reach each other.</summary>
    public bool ConnectsPeers { get; init; } = true;

    /// <summary>Whether it has IPv6.</summary>
    public bool HasIpv6 { get; init; }
}
