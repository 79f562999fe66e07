using System.Diagnostics.CodeAnalysis;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Netlink;

/// <summary>The network interfaces of a network namespace.</summary>
/// <remarks>What changes something needs CAP_NET_ADMIN (EPERM) and raises ENODEV if there is no such link.</remarks>
public sealed class Links
{
    private readonly NetlinkSocket _socket;

    internal Links(NetlinkSocket socket)
    {
        _socket = socket;
        Kinds = new LinkKinds(socket);
    }

    /// <summary>Makes links.</summary>
    public LinkKinds Kinds { get; }

    /// <summary>All links.</summary>
    /// <exception cref="LinuxException">The kernel's answer can't be had.</exception>
    public List<LinkInfo> List()
    {
        var list = new List<LinkInfo>();
        NetlinkWriter message = Begin(RouteMessage.RTM_GETLINK, NetlinkFlags.NLM_F_DUMP, default);
        message.UInt32(LinkAttribute.IFLA_EXT_MASK, LinkAttribute.RTEXT_FILTER_SKIP_STATS);
        Read(message, list, "list links", "");
        return list;
    }

    /// <summary>A link by its name.</summary>
    /// <exception cref="LinuxException">ENODEV: there is none; EINVAL: it can't be a name.</exception>
    public LinkInfo Get(string name) =>
        TryGet(name, out LinkInfo? link) ? link : throw new LinuxException(Errno.ENODEV, "get link", name);

    /// <summary>A link by its name.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="LinuxException">EINVAL: it can't be a name.</exception>
    public bool TryGet(string name, [NotNullWhen(true)] out LinkInfo? link)
    {
        InterfaceName.Check(name, "get link");
        NetlinkWriter message = Begin(RouteMessage.RTM_GETLINK, NetlinkFlags.None, default);
        message.Text(LinkAttribute.IFLA_IFNAME, name);
        return TryGet(message, name, out link);
    }

    /// <summary>A link by its number.</summary>
    /// <returns>False if there is none.</returns>
    public bool TryGet(int index, [NotNullWhen(true)] out LinkInfo? link) =>
        TryGet(
            Begin(RouteMessage.RTM_GETLINK, NetlinkFlags.None, new IfInfoMsg { ifi_index = CheckIndex(index) }),
            Describe(index),
            out link);

    /// <summary>Switches a link on.</summary>
    /// <exception cref="LinuxException">See the class.</exception>
    public void SetUp(int index) => SetFlags(index, InterfaceFlags.IFF_UP, "set up link");

    /// <summary>Switches a link off; it loses its IPv6 addresses and all its routes.</summary>
    /// <exception cref="LinuxException">See the class.</exception>
    public void SetDown(int index) => SetFlags(index, InterfaceFlags.None, "set down link");

    /// <summary>Gives a link another name.</summary>
    /// <exception cref="LinuxException">EEXIST: the name is taken; EBUSY: it is up, and the kernel is older than 6.2; EINVAL.</exception>
    public void Rename(int index, string name)
    {
        NetlinkWriter message = BeginChange(index);
        message.Text(LinkAttribute.IFLA_IFNAME, InterfaceName.Check(name, "rename link to"));
        _socket.Change(message, "rename link to", name);
    }

    /// <summary>Sets the longest packet.</summary>
    /// <exception cref="LinuxException">EINVAL: the device can't.</exception>
    public void SetMtu(int index, int mtuBytes)
    {
        NetlinkWriter message = BeginChange(index);
        message.Int32(LinkAttribute.IFLA_MTU, mtuBytes);
        _socket.Change(message, "set mtu of link", Describe(index));
    }

    /// <summary>Sets the hardware address.</summary>
    /// <exception cref="LinuxException">EADDRNOTAVAIL: it is a multicast address or zero; EBUSY: the device must be down for it.</exception>
    public void SetAddress(int index, MacAddress address)
    {
        NetlinkWriter message = BeginChange(index);
        message.Address(LinkAttribute.IFLA_ADDRESS, address);
        _socket.Change(message, "set address of link", Describe(index));
    }

    /// <summary>Makes a link a port of a bridge.</summary>
    /// <param name="index">The link.</param>
    /// <param name="masterIndex">The bridge; 0 to leave the one that it is in.</param>
    /// <exception cref="LinuxException">ELOOP, EINVAL: the link can't be a port.</exception>
    public void SetMaster(int index, int masterIndex)
    {
        NetlinkWriter message = BeginChange(index);
        message.Int32(LinkAttribute.IFLA_MASTER, masterIndex);
        _socket.Change(message, "set master of link", Describe(index));
    }

    /// <summary>Sets what a port of a bridge does.</summary>
    /// <param name="index">The port.</param>
    /// <param name="isHairpin">Whether what came in through it may go out through it again.</param>
    /// <param name="isIsolated">Whether it is kept from the bridge's other isolated ports; what the bridge itself sends and takes in is not.</param>
    /// <exception cref="LinuxException">EINVAL: it is no port of a bridge.</exception>
    public void SetPort(int index, bool isHairpin, bool isIsolated)
    {
        var header = new IfInfoMsg { ifi_family = (byte)AddressFamily.AF_BRIDGE, ifi_index = CheckIndex(index) };
        NetlinkWriter message = Begin(RouteMessage.RTM_SETLINK, NetlinkFlags.None, header);
        int port = message.BeginNest(LinkAttribute.IFLA_PROTINFO);
        message.Byte(LinkAttribute.IFLA_BRPORT_MODE, isHairpin ? (byte)1 : (byte)0);
        message.Byte(LinkAttribute.IFLA_BRPORT_ISOLATED, isIsolated ? (byte)1 : (byte)0);
        message.EndNest(port);
        _socket.Change(message, "set bridge port", Describe(index));
    }

    /// <summary>Lets a port of a bridge pass nothing any more, and forgets which addresses are behind it.</summary>
    /// <param name="index">The port.</param>
    /// <remarks>Deleting a link takes the kernel a grace period of RCU, several milliseconds; this does not.</remarks>
    /// <exception cref="LinuxException">EINVAL: it is no port of a bridge; ENETDOWN: it passes nothing already.</exception>
    public void DisablePort(int index)
    {
        var header = new IfInfoMsg { ifi_family = (byte)AddressFamily.AF_BRIDGE, ifi_index = CheckIndex(index) };
        NetlinkWriter message = Begin(RouteMessage.RTM_SETLINK, NetlinkFlags.None, header);
        int port = message.BeginNest(LinkAttribute.IFLA_PROTINFO);
        message.Byte(LinkAttribute.IFLA_BRPORT_STATE, LinkAttribute.BR_STATE_DISABLED);
        message.Bytes(LinkAttribute.IFLA_BRPORT_FLUSH, []);
        message.EndNest(port);
        _socket.Change(message, "disable bridge port", Describe(index));
    }

    /// <summary>
    /// Moves a link to another network namespace. It arrives switched off and without addresses; see <see cref="LinkTransfer"/>.
    /// </summary>
    /// <param name="index">The link.</param>
    /// <param name="target">The namespace.</param>
    /// <param name="newName">What it is called there; null for the name that it has. With a <c>%d</c>: the first free number.</param>
    /// <param name="newIndex">Its number there; 0 for the kernel's choice (the number that it has, if it is free).</param>
    /// <exception cref="LinuxException">EEXIST: the name is taken there; EBUSY: the number is; EINVAL: the link can't move.</exception>
    public void MoveTo(int index, FileDescriptor target, string? newName = null, int newIndex = 0)
    {
        NetlinkWriter message = BeginChange(index);
        message.Int32(LinkAttribute.IFLA_NET_NS_FD, target.Number);
        if (newName is not null)
        {
            message.Text(LinkAttribute.IFLA_IFNAME, InterfaceName.Check(newName, "move link as"));
        }

        if (newIndex != 0)
        {
            message.Int32(LinkAttribute.IFLA_NEW_IFINDEX, newIndex);
        }

        _socket.Change(message, "move link", newName ?? Describe(index));
        GC.KeepAlive(target);
    }

    /// <summary>Deletes a link; of a pair, both ends.</summary>
    /// <exception cref="LinuxException">EOPNOTSUPP: it is a device.</exception>
    public void Delete(int index) => _socket.Change(
        Begin(RouteMessage.RTM_DELLINK, NetlinkFlags.None, new IfInfoMsg { ifi_index = CheckIndex(index) }),
        "delete link",
        Describe(index));

    // The kernel takes the number 0 as "some other link": as the one that the attributes name, or as all.
    private static int CheckIndex(int index) =>
        index > 0 ? index : throw new ArgumentOutOfRangeException(nameof(index), index, "a link's number is positive");

    private static string Describe(int index) => $"number {index}";

    private void SetFlags(int index, InterfaceFlags up, string call)
    {
        var header = new IfInfoMsg
        {
            ifi_index = CheckIndex(index),
            ifi_flags = up,
            ifi_change = InterfaceFlags.IFF_UP,
        };
        _socket.Change(Begin(RouteMessage.RTM_SETLINK, NetlinkFlags.None, header), call, Describe(index));
    }

    private bool TryGet(NetlinkWriter message, string target, [NotNullWhen(true)] out LinkInfo? link)
    {
        var list = new List<LinkInfo>(1);
        try
        {
            Read(message, list, "get link", target);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENODEV)
        {
        }

        link = list.Count > 0 ? list[0] : null;
        return link is not null;
    }

    private void Read(NetlinkWriter message, List<LinkInfo> list, string call, string target) => _socket.Get(
        message,
        list.Clear,
        (type, body) =>
        {
            if (type != RouteMessage.RTM_NEWLINK)
            {
                return true;
            }

            bool valid = LinkInfo.TryParse(body, out LinkInfo? link);
            if (valid)
            {
                list.Add(link!);
            }

            return valid;
        },
        call,
        target);

    private NetlinkWriter BeginChange(int index) =>
        Begin(RouteMessage.RTM_SETLINK, NetlinkFlags.None, new IfInfoMsg { ifi_index = CheckIndex(index) });

    private NetlinkWriter Begin(RouteMessage type, NetlinkFlags flags, IfInfoMsg header)
    {
        var message = new NetlinkWriter(_socket.RequestBuffer, type, flags);
        message.Structure(header);
        return message;
    }
}
