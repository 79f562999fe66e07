using System.Runtime.InteropServices;

namespace Caisson.Linux.Uapi.Net;

/// <summary>Flags of a network interface; <c>linux/if.h</c>, netdevice(7).</summary>
[Flags]
public enum InterfaceFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Switched on.</summary>
    IFF_UP = 0x1,

    /// <summary>Has a broadcast address.</summary>
    IFF_BROADCAST = 0x2,

    /// <summary>The loopback interface.</summary>
    IFF_LOOPBACK = 0x8,

    /// <summary>One peer only.</summary>
    IFF_POINTOPOINT = 0x10,

    /// <summary>Operational: up, and with a carrier.</summary>
    IFF_RUNNING = 0x40,

    /// <summary>Does without ARP.</summary>
    IFF_NOARP = 0x80,

    /// <summary>Takes all packets.</summary>
    IFF_PROMISC = 0x100,

    /// <summary>Takes all multicast packets.</summary>
    IFF_ALLMULTI = 0x200,

    /// <summary>Can do multicast.</summary>
    IFF_MULTICAST = 0x1000,

    /// <summary>Has a carrier.</summary>
    IFF_LOWER_UP = 0x1_0000,
}

/// <summary>Requests of netdevice(7); <c>linux/sockios.h</c>.</summary>
internal static class InterfaceRequest
{
    internal const nuint SIOCSIFFLAGS = 0x8914;
}

/// <summary><c>struct ifreq</c> (40 bytes) with flags in its union; <c>linux/if.h</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal unsafe struct IfReq
{
    internal const int IFNAMSIZ = 16;

    [FieldOffset(0)]
    internal fixed byte ifr_name[IFNAMSIZ];

    [FieldOffset(16)]
    internal short ifr_flags;
}
