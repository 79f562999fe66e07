using System.Net;
using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Netlink;

/// <summary>A route; RTM_NEWROUTE in rtnetlink(7). Routes over several ways at once show none of them.</summary>
public sealed class RouteInfo
{
    /// <summary>The main routing table, which ip-route(8) shows.</summary>
    public const uint MainTable = RouteAttribute.RT_TABLE_MAIN;

    /// <summary>A route to add.</summary>
    /// <param name="destination">The network that it leads to; <see cref="IPAddress.Any"/> or IPv6's, with 0, for the default route.</param>
    /// <param name="prefixLength">How many bits of it count.</param>
    public RouteInfo(IPAddress destination, int prefixLength)
    {
        Destination = destination;
        PrefixLength = prefixLength;
    }

    /// <summary>The network that it leads to.</summary>
    public IPAddress Destination { get; }

    /// <summary>How many bits of it count.</summary>
    public int PrefixLength { get; }

    /// <summary>Who passes the packets on; null if the network is attached.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>The link that the packets go out of; 0 if the gateway decides.</summary>
    public int LinkIndex { get; init; }

    /// <summary>The address that packets are sent from unless they have one, or null.</summary>
    public IPAddress? Source { get; init; }

    /// <summary>The lower, the better; 0 for the kernel's choice.</summary>
    public uint Priority { get; init; }

    /// <summary>The routing table.</summary>
    public uint Table { get; init; } = MainTable;

    /// <summary>What becomes of a packet.</summary>
    public RouteKind Kind { get; init; } = RouteKind.RTN_UNICAST;

    /// <summary>How far the destination is; null for what follows from the gateway.</summary>
    public RouteScope? Scope { get; init; }

    /// <summary>Who installed it: 2 the kernel, 3 ip(8), 4 an administrator, …; <c>linux/rtnetlink.h</c>.</summary>
    public byte Protocol { get; init; } = RouteAttribute.RTPROT_STATIC;

    /// <summary>Whether the gateway is taken to be on the link, though no route leads to it.</summary>
    public bool OnLink { get; init; }

    /// <summary>Whether it is a default route.</summary>
    public bool IsDefault => PrefixLength == 0;

    /// <summary>Reads the body of a message.</summary>
    /// <returns>False if it makes no sense.</returns>
    internal static bool TryParse(ReadOnlySpan<byte> body, out RouteInfo? route)
    {
        route = null;
        if (!NetlinkAttributes.TryRead(body, out RtMsg header, out NetlinkAttributes attributes))
        {
            return false;
        }

        IPAddress? destination = null;
        IPAddress? gateway = null;
        IPAddress? source = null;
        int link = 0;
        uint priority = 0;
        uint table = header.rtm_table;
        bool valid = true;
        while (valid && attributes.MoveNext())
        {
            switch (attributes.Type)
            {
                case RouteAttribute.RTA_DST:
                    valid = NetworkAddress.TryRead(attributes.Value, header.rtm_family, out destination);
                    break;
                case RouteAttribute.RTA_GATEWAY:
                    valid = NetworkAddress.TryRead(attributes.Value, header.rtm_family, out gateway);
                    break;
                case RouteAttribute.RTA_PREFSRC:
                    valid = NetworkAddress.TryRead(attributes.Value, header.rtm_family, out source);
                    break;
                case RouteAttribute.RTA_OIF:
                    link = attributes.Number<int>();
                    break;
                case RouteAttribute.RTA_PRIORITY:
                    priority = attributes.Number<uint>();
                    break;
                case RouteAttribute.RTA_TABLE:
                    table = attributes.Number<uint>();
                    break;
            }
        }

        destination ??= header.rtm_family == (byte)Uapi.AddressFamily.AF_INET ? IPAddress.Any : IPAddress.IPv6Any;
        if (!valid || attributes.Malformed || header.rtm_dst_len > NetworkAddress.Bits(destination))
        {
            return false;
        }

        route = new RouteInfo(destination, header.rtm_dst_len)
        {
            Gateway = gateway,
            LinkIndex = link,
            Source = source,
            Priority = priority,
            Table = table,
            Kind = header.rtm_type,
            Scope = header.rtm_scope,
            Protocol = header.rtm_protocol,
            OnLink = (header.rtm_flags & RouteAttribute.RTNH_F_ONLINK) != 0,
        };
        return true;
    }
}
