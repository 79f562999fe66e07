using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Netlink;

/// <summary>What a new link can be given from the start; what is left out is the kernel's choice.</summary>
public sealed record LinkOptions
{
    /// <summary>The longest packet, in bytes.</summary>
    public int? MtuBytes { get; init; }

    /// <summary>The hardware address.</summary>
    public MacAddress? Address { get; init; }

    /// <summary>The bridge to become a port of; it is in the same network namespace as the socket.</summary>
    public int? MasterIndex { get; init; }

    /// <summary>The network namespace to be made in; null for the socket's.</summary>
    public FileDescriptor? Namespace { get; init; }

    /// <summary>Whether it is switched on.</summary>
    public bool Up { get; init; }

    /// <summary>Nothing chosen.</summary>
    internal static LinkOptions None { get; } = new();

    /// <summary>Writes the head of a link's message.</summary>
    internal IfInfoMsg ToHeader() => new()
    {
        ifi_flags = Up ? InterfaceFlags.IFF_UP : InterfaceFlags.None,
        ifi_change = Up ? InterfaceFlags.IFF_UP : InterfaceFlags.None,
    };

    /// <summary>Writes a link's name and these options.</summary>
    internal void Write(ref NetlinkWriter message, string name)
    {
        message.Text(LinkAttribute.IFLA_IFNAME, name);
        if (MtuBytes is { } mtu)
        {
            message.Int32(LinkAttribute.IFLA_MTU, mtu);
        }

        if (Address is { } address)
        {
            message.Address(LinkAttribute.IFLA_ADDRESS, address);
        }

        if (MasterIndex is { } master)
        {
            message.Int32(LinkAttribute.IFLA_MASTER, master);
        }

        if (Namespace is { } target)
        {
            message.Int32(LinkAttribute.IFLA_NET_NS_FD, target.Number);
        }
    }
}
