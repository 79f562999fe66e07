using System.Net;
using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Netlink;

/// <summary>An address of a network interface; RTM_NEWADDR in rtnetlink(7).</summary>
public sealed class AddressInfo
{
    /// <summary>An address to add.</summary>
    /// <param name="linkIndex">The link.</param>
    /// <param name="address">The address.</param>
    /// <param name="prefixLength">How many bits the attached network's addresses have in common.</param>
    public AddressInfo(int linkIndex, IPAddress address, int prefixLength)
    {
        LinkIndex = linkIndex;
        Address = address;
        PrefixLength = prefixLength;
    }

    /// <summary>The link.</summary>
    public int LinkIndex { get; }

    /// <summary>The address.</summary>
    public IPAddress Address { get; }

    /// <summary>How many bits the attached network's addresses have in common.</summary>
    public int PrefixLength { get; }

    /// <summary>The other end's address on a point-to-point link, or null.</summary>
    public IPAddress? Peer { get; init; }

    /// <summary>The broadcast address, or null. IPv4 only.</summary>
    public IPAddress? Broadcast { get; init; }

    /// <summary>The label: the link's name, or the name with a colon and more. IPv4 only.</summary>
    public string? Label { get; init; }

    /// <summary>How far it reaches.</summary>
    public RouteScope Scope { get; init; }

    /// <summary>Its flags.</summary>
    public AddressFlags Flags { get; init; }

    /// <summary>The priority of the route to the attached network that comes with it; 0 for the kernel's choice.</summary>
    public uint RoutePriority { get; init; }

    /// <summary>The same address for another link.</summary>
    internal AddressInfo On(int linkIndex, AddressFlags flags) => new(linkIndex, Address, PrefixLength)
    {
        Peer = Peer,
        Broadcast = Broadcast,
        Scope = Scope,
        Flags = flags,
        RoutePriority = RoutePriority,
    };

    /// <summary>Reads the body of a message.</summary>
    /// <returns>False if it makes no sense.</returns>
    internal static bool TryParse(ReadOnlySpan<byte> body, out AddressInfo? info)
    {
        info = null;
        if (!NetlinkAttributes.TryRead(body, out IfAddrMsg header, out NetlinkAttributes attributes))
        {
            return false;
        }

        IPAddress? local = null;
        IPAddress? address = null;
        IPAddress? broadcast = null;
        string? label = null;
        var flags = (AddressFlags)header.ifa_flags;
        uint priority = 0;
        bool valid = true;
        while (valid && attributes.MoveNext())
        {
            switch (attributes.Type)
            {
                case AddressAttribute.IFA_LOCAL:
                    valid = NetworkAddress.TryRead(attributes.Value, header.ifa_family, out local);
                    break;
                case AddressAttribute.IFA_ADDRESS:
                    valid = NetworkAddress.TryRead(attributes.Value, header.ifa_family, out address);
                    break;
                case AddressAttribute.IFA_BROADCAST:
                    valid = NetworkAddress.TryRead(attributes.Value, header.ifa_family, out broadcast);
                    break;
                case AddressAttribute.IFA_LABEL:
                    label = attributes.Text();
                    break;
                case AddressAttribute.IFA_FLAGS:
                    flags = (AddressFlags)attributes.Number<uint>();
                    break;
                case AddressAttribute.IFA_RT_PRIORITY:
                    priority = attributes.Number<uint>();
                    break;
            }
        }

        // IPv6 sends the local one only if there is another end.
        IPAddress? own = local ?? address;
        if (!valid || attributes.Malformed || own is null || header.ifa_prefixlen > NetworkAddress.Bits(own))
        {
            return false;
        }

        info = new AddressInfo(header.ifa_index, own, header.ifa_prefixlen)
        {
            Peer = own.Equals(address) ? null : address,
            Broadcast = broadcast,
            Label = label,
            Scope = header.ifa_scope,
            Flags = flags,
            RoutePriority = priority,
        };
        return true;
    }
}
