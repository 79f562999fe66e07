using System.Runtime.InteropServices;

namespace Caisson.Linux.Uapi.Net;

/// <summary>Messages of rtnetlink(7); <c>linux/rtnetlink.h</c> (Linux 6.1).</summary>
internal enum RouteMessage : ushort
{
    RTM_NEWLINK = 16,
    RTM_DELLINK = 17,
    RTM_GETLINK = 18,
    RTM_SETLINK = 19,
    RTM_NEWADDR = 20,
    RTM_DELADDR = 21,
    RTM_GETADDR = 22,
    RTM_NEWROUTE = 24,
    RTM_DELROUTE = 25,
    RTM_GETROUTE = 26,
}

/// <summary>How far an address or a route reaches; <c>linux/rtnetlink.h</c>.</summary>
public enum RouteScope : byte
{
    /// <summary>Everywhere.</summary>
    RT_SCOPE_UNIVERSE = 0,

    /// <summary>The site (IPv6, deprecated).</summary>
    RT_SCOPE_SITE = 200,

    /// <summary>The attached network.</summary>
    RT_SCOPE_LINK = 253,

    /// <summary>This machine.</summary>
    RT_SCOPE_HOST = 254,

    /// <summary>Nowhere.</summary>
    RT_SCOPE_NOWHERE = 255,
}

/// <summary>What becomes of a packet; <c>linux/rtnetlink.h</c>.</summary>
public enum RouteKind : byte
{
    /// <summary>Not said.</summary>
    RTN_UNSPEC = 0,

    /// <summary>Passed on to a gateway or to the attached network.</summary>
    RTN_UNICAST = 1,

    /// <summary>Taken in: it is for this machine.</summary>
    RTN_LOCAL = 2,

    /// <summary>Taken in as a broadcast.</summary>
    RTN_BROADCAST = 3,

    /// <summary>Taken in, but sent as a unicast.</summary>
    RTN_ANYCAST = 4,

    /// <summary>A multicast route.</summary>
    RTN_MULTICAST = 5,

    /// <summary>Dropped.</summary>
    RTN_BLACKHOLE = 6,

    /// <summary>Refused: the destination can't be reached.</summary>
    RTN_UNREACHABLE = 7,

    /// <summary>Refused: prohibited.</summary>
    RTN_PROHIBIT = 8,
}

/// <summary>Flags of an address; <c>linux/if_addr.h</c>.</summary>
[Flags]
public enum AddressFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>IPv4: not the first of its network on the link. IPv6: a temporary address.</summary>
    IFA_F_SECONDARY = 0x01,

    /// <summary>No duplicate address detection: the address can be used at once.</summary>
    IFA_F_NODAD = 0x02,

    /// <summary>May be used before duplicate address detection is over.</summary>
    IFA_F_OPTIMISTIC = 0x04,

    /// <summary>Somebody else has the address.</summary>
    IFA_F_DADFAILED = 0x08,

    /// <summary>A mobile host's home address.</summary>
    IFA_F_HOMEADDRESS = 0x10,

    /// <summary>Not to be used for new connections.</summary>
    IFA_F_DEPRECATED = 0x20,

    /// <summary>Duplicate address detection is not over.</summary>
    IFA_F_TENTATIVE = 0x40,

    /// <summary>Does not expire.</summary>
    IFA_F_PERMANENT = 0x80,

    /// <summary>The kernel derives temporary addresses from it.</summary>
    IFA_F_MANAGETEMPADDR = 0x100,

    /// <summary>No route for its network comes with it.</summary>
    IFA_F_NOPREFIXROUTE = 0x200,

    /// <summary>Joins multicast groups by itself.</summary>
    IFA_F_MCAUTOJOIN = 0x400,

    /// <summary>A stable address that does not tell the hardware's.</summary>
    IFA_F_STABLE_PRIVACY = 0x800,
}

/// <summary><c>struct ifaddrmsg</c>; <c>linux/if_addr.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IfAddrMsg
{
    internal byte ifa_family;
    internal byte ifa_prefixlen;

    /// <summary>The low 8 bits of <see cref="AddressFlags"/>; all of them are in IFA_FLAGS.</summary>
    internal byte ifa_flags;
    internal RouteScope ifa_scope;
    internal int ifa_index;
}

/// <summary>Attributes of an address; <c>linux/if_addr.h</c>.</summary>
internal static class AddressAttribute
{
    /// <summary>The peer's address on a point-to-point link; otherwise the same as <see cref="IFA_LOCAL"/>.</summary>
    internal const ushort IFA_ADDRESS = 1;
    internal const ushort IFA_LOCAL = 2;
    internal const ushort IFA_LABEL = 3;
    internal const ushort IFA_BROADCAST = 4;
    internal const ushort IFA_FLAGS = 8;
    internal const ushort IFA_RT_PRIORITY = 9;
}

/// <summary><c>struct rtmsg</c>; <c>linux/rtnetlink.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RtMsg
{
    internal byte rtm_family;
    internal byte rtm_dst_len;
    internal byte rtm_src_len;
    internal byte rtm_tos;
    internal byte rtm_table;
    internal byte rtm_protocol;
    internal RouteScope rtm_scope;
    internal RouteKind rtm_type;
    internal uint rtm_flags;
}

/// <summary>Attributes and numbers of a route; <c>linux/rtnetlink.h</c>.</summary>
internal static class RouteAttribute
{
    internal const ushort RTA_DST = 1;
    internal const ushort RTA_OIF = 4;
    internal const ushort RTA_GATEWAY = 5;
    internal const ushort RTA_PRIORITY = 6;
    internal const ushort RTA_PREFSRC = 7;
    internal const ushort RTA_TABLE = 15;

    internal const byte RT_TABLE_UNSPEC = 0;
    internal const byte RT_TABLE_MAIN = 254;

    /// <summary>Installed by an administrator.</summary>
    internal const byte RTPROT_STATIC = 4;

    /// <summary>The gateway is on the link, though no route says so.</summary>
    internal const uint RTNH_F_ONLINK = 4;
}
