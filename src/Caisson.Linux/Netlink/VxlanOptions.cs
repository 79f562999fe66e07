using System.Net;

namespace Caisson.Linux.Netlink;

/// <summary>What a VXLAN link does; RFC 7348.</summary>
public sealed record VxlanOptions
{
    /// <summary>The network identifier, 24 bits.</summary>
    public required uint NetworkId { get; init; }

    /// <summary>The link that the packets go out of; null for the routing table's choice.</summary>
    public int? ParentIndex { get; init; }

    /// <summary>The address that the packets are sent from.</summary>
    public IPAddress? Local { get; init; }

    /// <summary>Where packets go whose receiver is not known: a multicast group or one other machine.</summary>
    public IPAddress? Group { get; init; }

    /// <summary>The UDP port; 4789 is the registered one (the kernel's own default is 8472).</summary>
    public ushort Port { get; init; } = 4789;

    /// <summary>Whether addresses are learned from packets that come in.</summary>
    public bool Learning { get; init; } = true;
}
