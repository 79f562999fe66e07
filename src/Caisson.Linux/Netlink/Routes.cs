using System.Net;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Netlink;

/// <summary>The routes of a network namespace.</summary>
public sealed class Routes
{
    private readonly NetlinkSocket _socket;

    internal Routes(NetlinkSocket socket) => _socket = socket;

    /// <summary>The routes of one table, IPv4 and IPv6.</summary>
    /// <param name="table">The table; 0 for all.</param>
    /// <exception cref="LinuxException">The kernel's answer can't be had.</exception>
    public List<RouteInfo> List(uint table = RouteInfo.MainTable)
    {
        var list = new List<RouteInfo>();
        Read(AddressFamily.AF_INET, table, list);
        Read(AddressFamily.AF_INET6, table, list);
        return list;
    }

    /// <summary>Adds a default route.</summary>
    /// <param name="gateway">Who passes the packets on.</param>
    /// <param name="linkIndex">The link to it; 0 for the one that its address leads to.</param>
    /// <exception cref="LinuxException">EEXIST; ENETUNREACH: no route leads to the gateway; EPERM.</exception>
    public void AddDefault(IPAddress gateway, int linkIndex = 0) => Add(
        new RouteInfo(NetworkAddress.Family(gateway) == AddressFamily.AF_INET ? IPAddress.Any : IPAddress.IPv6Any, 0)
        {
            Gateway = gateway,
            LinkIndex = linkIndex,
        });

    /// <summary>Adds a route.</summary>
    /// <exception cref="LinuxException">EEXIST; ENETUNREACH: no route leads to the gateway; EINVAL: bits of the address beyond the prefix; EPERM.</exception>
    public void Add(RouteInfo route) =>
        Change(RouteMessage.RTM_NEWROUTE, NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL, route, "add route");

    /// <summary>Removes a route: the first that agrees in everything that is given.</summary>
    /// <exception cref="LinuxException">ESRCH: there is none; EPERM.</exception>
    public void Delete(RouteInfo route) =>
        Change(RouteMessage.RTM_DELROUTE, NetlinkFlags.None, route, "delete route");

    private static void Write(ref NetlinkWriter message, ushort type, IPAddress? address)
    {
        if (address is not null)
        {
            message.Address(type, address);
        }
    }

    private static void WriteNumber(ref NetlinkWriter message, ushort type, uint value)
    {
        if (value != 0)
        {
            message.UInt32(type, value);
        }
    }

    // What the kernel expects where the caller does not say: a route without a gateway ends on the link.
    private static RouteScope ScopeOf(RouteInfo route, AddressFamily family) =>
        route.Scope ?? (route.Gateway is null && family == AddressFamily.AF_INET && route.Kind == RouteKind.RTN_UNICAST
            ? RouteScope.RT_SCOPE_LINK
            : RouteScope.RT_SCOPE_UNIVERSE);

    private void Change(RouteMessage type, NetlinkFlags flags, RouteInfo route, string call)
    {
        AddressFamily family = NetworkAddress.Family(route.Destination);
        var message = new NetlinkWriter(_socket.RequestBuffer, type, flags);
        message.Structure(new RtMsg
        {
            rtm_family = (byte)family,
            rtm_dst_len = NetworkAddress.CheckPrefix(route.Destination, route.PrefixLength, call),
            rtm_table = RouteAttribute.RT_TABLE_UNSPEC,
            rtm_protocol = route.Protocol,
            rtm_scope = ScopeOf(route, family),
            rtm_type = route.Kind,
            rtm_flags = route.OnLink ? RouteAttribute.RTNH_F_ONLINK : 0,
        });
        Write(ref message, RouteAttribute.RTA_DST, route.IsDefault ? null : route.Destination);
        Write(ref message, RouteAttribute.RTA_GATEWAY, route.Gateway);
        Write(ref message, RouteAttribute.RTA_PREFSRC, route.Source);
        WriteNumber(ref message, RouteAttribute.RTA_OIF, (uint)route.LinkIndex);
        WriteNumber(ref message, RouteAttribute.RTA_PRIORITY, route.Priority);
        WriteNumber(ref message, RouteAttribute.RTA_TABLE, route.Table);
        _socket.Change(message, call, $"{route.Destination}/{route.PrefixLength}");
    }

    private void Read(AddressFamily family, uint table, List<RouteInfo> list)
    {
        int before = list.Count;
        var message = new NetlinkWriter(_socket.RequestBuffer, RouteMessage.RTM_GETROUTE, NetlinkFlags.NLM_F_DUMP);
        message.Structure(new RtMsg { rtm_family = (byte)family });
        _socket.Get(message, () => list.RemoveRange(before, list.Count - before), Take, "list routes", family.ToString());

        bool Take(RouteMessage type, ReadOnlySpan<byte> body)
        {
            if (type != RouteMessage.RTM_NEWROUTE)
            {
                return true;
            }

            bool valid = RouteInfo.TryParse(body, out RouteInfo? route);
            if (valid && (table == 0 || route!.Table == table))
            {
                list.Add(route!);
            }

            return valid;
        }
    }
}
