using System.Buffers.Binary;
using System.Net;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Netlink;

/// <summary>Makes links of each kind; RTM_NEWLINK in rtnetlink(7), IFLA_LINKINFO.</summary>
/// <remarks>
/// Each raises a <see cref="LinuxException"/>: EEXIST, the name is taken; EINVAL, the name or an option can't be; EOPNOTSUPP, the
/// kernel lacks the kind; EPERM, no CAP_NET_ADMIN.
/// </remarks>
public sealed class LinkKinds
{
    private readonly NetlinkSocket _socket;

    internal LinkKinds(NetlinkSocket socket) => _socket = socket;

    /// <summary>A link that swallows what is sent to it.</summary>
    public void CreateDummy(string name, LinkOptions? options = null) => Create("dummy", name, options, null, null);

    /// <summary>A switch.</summary>
    public void CreateBridge(string name, LinkOptions? options = null) => Create("bridge", name, options, null, null);

    /// <summary>Two links, either of which receives what is sent to the other.</summary>
    /// <param name="name">The one end.</param>
    /// <param name="peerName">The other end.</param>
    /// <param name="options">Of the one.</param>
    /// <param name="peerOptions">Of the other, which can be made in another namespace straight away.</param>
    public void CreateVethPair(
        string name, string peerName, LinkOptions? options = null, LinkOptions? peerOptions = null) =>
        Create("veth", name, options, null, (ref NetlinkWriter message) =>
        {
            InterfaceName.Check(peerName, "create veth");
            peerOptions ??= LinkOptions.None;
            int peer = message.BeginNest(LinkKindAttribute.VETH_INFO_PEER);
            message.Structure(peerOptions.ToHeader());
            peerOptions.Write(ref message, peerName);
            message.EndNest(peer);
        });

    /// <summary>The packets of another link that carry one VLAN's number; IEEE 802.1Q.</summary>
    /// <param name="name">The name.</param>
    /// <param name="parentIndex">The other link.</param>
    /// <param name="vlanId">The number, 1 to 4094.</param>
    /// <param name="options">More.</param>
    public void CreateVlan(string name, int parentIndex, ushort vlanId, LinkOptions? options = null) =>
        Create("vlan", name, options, parentIndex, (ref NetlinkWriter message) =>
            message.UInt16(LinkKindAttribute.IFLA_VLAN_ID, vlanId));

    /// <summary>One more hardware address on another link.</summary>
    /// <param name="name">The name.</param>
    /// <param name="parentIndex">The other link.</param>
    /// <param name="mode">How the parent's MACVLAN links see each other.</param>
    /// <param name="options">More.</param>
    public void CreateMacvlan(string name, int parentIndex, MacvlanMode mode, LinkOptions? options = null) =>
        Create("macvlan", name, options, parentIndex, (ref NetlinkWriter message) =>
            message.UInt32(LinkKindAttribute.IFLA_MACVLAN_MODE, (uint)mode));

    /// <summary>An Ethernet network inside UDP packets.</summary>
    public void CreateVxlan(string name, VxlanOptions vxlan, LinkOptions? options = null) =>
        Create("vxlan", name, options, null, (ref NetlinkWriter message) => WriteVxlan(ref message, vxlan));

    private static void WriteVxlan(ref NetlinkWriter message, VxlanOptions vxlan)
    {
        message.UInt32(LinkKindAttribute.IFLA_VXLAN_ID, vxlan.NetworkId);
        message.UInt16(LinkKindAttribute.IFLA_VXLAN_PORT, BinaryPrimitives.ReverseEndianness(vxlan.Port));
        message.Byte(LinkKindAttribute.IFLA_VXLAN_LEARNING, vxlan.Learning ? (byte)1 : (byte)0);
        if (vxlan.ParentIndex is { } parent)
        {
            message.Int32(LinkKindAttribute.IFLA_VXLAN_LINK, parent);
        }

        WriteAddress(ref message, vxlan.Local, LinkKindAttribute.IFLA_VXLAN_LOCAL, LinkKindAttribute.IFLA_VXLAN_LOCAL6);
        WriteAddress(ref message, vxlan.Group, LinkKindAttribute.IFLA_VXLAN_GROUP, LinkKindAttribute.IFLA_VXLAN_GROUP6);
    }

    private static void WriteAddress(ref NetlinkWriter message, IPAddress? address, ushort type4, ushort type6)
    {
        if (address is not null)
        {
            message.Address(NetworkAddress.Family(address) == AddressFamily.AF_INET ? type4 : type6, address);
        }
    }

    private void Create(string kind, string name, LinkOptions? options, int? parentIndex, DataWriter? writeData)
    {
        string call = "create " + kind;
        InterfaceName.Check(name, call);
        options ??= LinkOptions.None;
        var message = new NetlinkWriter(
            _socket.RequestBuffer, RouteMessage.RTM_NEWLINK, NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL);
        message.Structure(options.ToHeader());
        options.Write(ref message, name);
        if (parentIndex is { } parent)
        {
            message.Int32(LinkAttribute.IFLA_LINK, parent);
        }

        int info = message.BeginNest(LinkAttribute.IFLA_LINKINFO);
        message.Text(LinkKindAttribute.IFLA_INFO_KIND, kind);
        if (writeData is not null)
        {
            int data = message.BeginNest(LinkKindAttribute.IFLA_INFO_DATA);
            writeData(ref message);
            message.EndNest(data);
        }

        message.EndNest(info);
        _socket.Change(message, call, name);

        // They own the namespaces whose descriptors' numbers are in the message.
        GC.KeepAlive(options);
        GC.KeepAlive(writeData);
    }

    private delegate void DataWriter(ref NetlinkWriter message);
}
