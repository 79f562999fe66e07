using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Netlink;

/// <summary>The addresses of the links of a network namespace.</summary>
public sealed class Addresses
{
    private readonly NetlinkSocket _socket;

    internal Addresses(NetlinkSocket socket) => _socket = socket;

    /// <summary>The addresses, IPv4 and IPv6.</summary>
    /// <param name="linkIndex">Of one link; 0 for all.</param>
    /// <exception cref="LinuxException">ENODEV; or the kernel's answer can't be had.</exception>
    public List<AddressInfo> List(int linkIndex = 0)
    {
        var list = new List<AddressInfo>();
        var message = new NetlinkWriter(_socket.RequestBuffer, RouteMessage.RTM_GETADDR, NetlinkFlags.NLM_F_DUMP);
        message.Structure(new IfAddrMsg { ifa_index = linkIndex });
        _socket.Get(message, list.Clear, Take, "list addresses of link", $"number {linkIndex}");
        return list;

        bool Take(RouteMessage type, ReadOnlySpan<byte> body)
        {
            if (type != RouteMessage.RTM_NEWADDR)
            {
                return true;
            }

            bool valid = AddressInfo.TryParse(body, out AddressInfo? info);

            // The kernel's filter needs NETLINK_GET_STRICT_CHK; a link's number is not worth trusting it.
            if (valid && (linkIndex == 0 || info!.LinkIndex == linkIndex))
            {
                list.Add(info!);
            }

            return valid;
        }
    }

    /// <summary>Adds an address.</summary>
    /// <exception cref="LinuxException">EEXIST: the link has it; ENODEV; EINVAL; EACCES: IPv6 is switched off; EPERM.</exception>
    public void Add(AddressInfo address) =>
        Change(RouteMessage.RTM_NEWADDR, NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL, address, "add address");

    /// <summary>Removes an address.</summary>
    /// <exception cref="LinuxException">EADDRNOTAVAIL: the link does not have it; ENODEV; EPERM.</exception>
    public void Delete(AddressInfo address) =>
        Change(RouteMessage.RTM_DELADDR, NetlinkFlags.None, address, "delete address");

    private void Change(RouteMessage type, NetlinkFlags flags, AddressInfo address, string call)
    {
        var message = new NetlinkWriter(_socket.RequestBuffer, type, flags);
        message.Structure(new IfAddrMsg
        {
            ifa_family = (byte)NetworkAddress.Family(address.Address),
            ifa_prefixlen = NetworkAddress.CheckPrefix(address.Address, address.PrefixLength, call),
            ifa_scope = address.Scope,
            ifa_index = address.LinkIndex,
        });
        message.Address(AddressAttribute.IFA_LOCAL, address.Address);
        message.Address(AddressAttribute.IFA_ADDRESS, address.Peer ?? address.Address);
        if (address.Broadcast is { } broadcast)
        {
            message.Address(AddressAttribute.IFA_BROADCAST, broadcast);
        }

        if (address.Label is { } label)
        {
            message.Text(AddressAttribute.IFA_LABEL, label);
        }

        if (address.Flags != AddressFlags.None)
        {
            message.UInt32(AddressAttribute.IFA_FLAGS, (uint)address.Flags);
        }

        if (address.RoutePriority != 0)
        {
            message.UInt32(AddressAttribute.IFA_RT_PRIORITY, address.RoutePriority);
        }

        _socket.Change(message, call, $"{address.Address}/{address.PrefixLength} of link number {address.LinkIndex}");
    }
}
