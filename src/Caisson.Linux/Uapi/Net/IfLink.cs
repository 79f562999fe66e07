using System.Runtime.InteropServices;

namespace Caisson.Linux.Uapi.Net;

/// <summary><c>struct ifinfomsg</c>; <c>linux/rtnetlink.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IfInfoMsg
{
    internal byte ifi_family;
    internal byte ifi_pad;
    internal ushort ifi_type;
    internal int ifi_index;
    internal InterfaceFlags ifi_flags;

    /// <summary>Which flags are to change.</summary>
    internal InterfaceFlags ifi_change;
}

/// <summary>Attributes of a link; <c>linux/if_link.h</c> (Linux 6.1).</summary>
internal static class LinkAttribute
{
    internal const ushort IFLA_ADDRESS = 1;
    internal const ushort IFLA_IFNAME = 3;
    internal const ushort IFLA_MTU = 4;
    internal const ushort IFLA_LINK = 5;
    internal const ushort IFLA_MASTER = 10;
    internal const ushort IFLA_PROTINFO = 12;
    internal const ushort IFLA_OPERSTATE = 16;
    internal const ushort IFLA_LINKINFO = 18;
    internal const ushort IFLA_NET_NS_FD = 28;
    internal const ushort IFLA_EXT_MASK = 29;
    internal const ushort IFLA_LINK_NETNSID = 37;

    /// <summary>The index that a link which changes namespaces gets there; since Linux 5.13.</summary>
    internal const ushort IFLA_NEW_IFINDEX = 49;

    /// <summary>In <see cref="IFLA_PROTINFO"/> of a bridge's port.</summary>
    internal const ushort IFLA_BRPORT_STATE = 1;

    /// <summary>In <see cref="IFLA_PROTINFO"/> of a bridge's port: forget what is behind it.</summary>
    internal const ushort IFLA_BRPORT_FLUSH = 24;

    /// <summary>A value of <see cref="IFLA_BRPORT_STATE"/>.</summary>
    internal const byte BR_STATE_DISABLED = 0;

    /// <summary>In <see cref="IFLA_PROTINFO"/> of a bridge's port: hairpin.</summary>
    internal const ushort IFLA_BRPORT_MODE = 4;

    /// <summary>In <see cref="IFLA_PROTINFO"/> of a bridge's port.</summary>
    internal const ushort IFLA_BRPORT_ISOLATED = 33;

    /// <summary>A value of <see cref="IFLA_EXT_MASK"/>: answer without the counters.</summary>
    internal const uint RTEXT_FILTER_SKIP_STATS = 8;
}

/// <summary>Attributes inside <see cref="LinkAttribute.IFLA_LINKINFO"/> and its data; <c>linux/if_link.h</c>, <c>linux/veth.h</c>.</summary>
internal static class LinkKindAttribute
{
    internal const ushort IFLA_INFO_KIND = 1;
    internal const ushort IFLA_INFO_DATA = 2;

    internal const ushort VETH_INFO_PEER = 1;

    internal const ushort IFLA_VLAN_ID = 1;

    internal const ushort IFLA_MACVLAN_MODE = 1;

    internal const ushort IFLA_VXLAN_ID = 1;
    internal const ushort IFLA_VXLAN_GROUP = 2;
    internal const ushort IFLA_VXLAN_LINK = 3;
    internal const ushort IFLA_VXLAN_LOCAL = 4;
    internal const ushort IFLA_VXLAN_LEARNING = 7;
    internal const ushort IFLA_VXLAN_PORT = 15;
    internal const ushort IFLA_VXLAN_GROUP6 = 16;
    internal const ushort IFLA_VXLAN_LOCAL6 = 17;
}

/// <summary>How the links of one MACVLAN parent see each other; <c>linux/if_link.h</c>.</summary>
public enum MacvlanMode : uint
{
    /// <summary>Not at all.</summary>
    MACVLAN_MODE_PRIVATE = 1,

    /// <summary>Through a switch outside that sends packets back.</summary>
    MACVLAN_MODE_VEPA = 2,

    /// <summary>Directly.</summary>
    MACVLAN_MODE_BRIDGE = 4,

    /// <summary>There is one link only, which takes the parent over.</summary>
    MACVLAN_MODE_PASSTHRU = 8,
}

/// <summary>Whether a link can pass packets; RFC 2863, <c>linux/if.h</c>.</summary>
public enum OperationalState : byte
{
    /// <summary>The driver does not say.</summary>
    IF_OPER_UNKNOWN = 0,

    /// <summary>Something is missing that makes it a link.</summary>
    IF_OPER_NOTPRESENT = 1,

    /// <summary>No carrier, or switched off.</summary>
    IF_OPER_DOWN = 2,

    /// <summary>What it rests on is down.</summary>
    IF_OPER_LOWERLAYERDOWN = 3,

    /// <summary>Under test.</summary>
    IF_OPER_TESTING = 4,

    /// <summary>Waits for something outside.</summary>
    IF_OPER_DORMANT = 5,

    /// <summary>It can.</summary>
    IF_OPER_UP = 6,
}
