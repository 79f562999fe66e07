using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Netlink;

/// <summary>A network interface as the kernel describes it; RTM_NEWLINK in rtnetlink(7).</summary>
public sealed class LinkInfo
{
    private LinkInfo()
    {
    }

    /// <summary>Its number in its network namespace; positive.</summary>
    public int Index { get; private set; }

    /// <summary>Its name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Its flags.</summary>
    public InterfaceFlags Flags { get; private set; }

    /// <summary>What it is: <c>veth</c>, <c>bridge</c>, …; null if it is a hardware device or the loopback interface.</summary>
    public string? Kind { get; private set; }

    /// <summary>The longest packet, in bytes.</summary>
    public int MtuBytes { get; private set; }

    /// <summary>The hardware address; null if it has none of 6 bytes.</summary>
    public MacAddress? Address { get; private set; }

    /// <summary>Whether it can pass packets.</summary>
    public OperationalState State { get; private set; }

    /// <summary>The bridge or bond that it is a port of; 0 if none.</summary>
    public int MasterIndex { get; private set; }

    /// <summary>What it rests on (VLAN, MACVLAN) or its other end (veth), which may be in another namespace; 0 if nothing.</summary>
    public int ParentIndex { get; private set; }

    /// <summary>The number, in this namespace, of the namespace that <see cref="ParentIndex"/> is in; null if it is this one.</summary>
    public int? ParentNamespaceId { get; private set; }

    /// <summary>Whether it is switched on.</summary>
    public bool IsUp => (Flags & InterfaceFlags.IFF_UP) != 0;

    /// <summary>Reads the body of a message.</summary>
    /// <returns>False if it makes no sense.</returns>
    internal static bool TryParse(ReadOnlySpan<byte> body, out LinkInfo? link)
    {
        link = null;
        if (!NetlinkAttributes.TryRead(body, out IfInfoMsg header, out NetlinkAttributes attributes) || header.ifi_index <= 0)
        {
            return false;
        }

        var read = new LinkInfo { Index = header.ifi_index, Flags = header.ifi_flags };
        while (attributes.MoveNext())
        {
            switch (attributes.Type)
            {
                case LinkAttribute.IFLA_IFNAME:
                    read.Name = attributes.Text();
                    break;
                case LinkAttribute.IFLA_MTU:
                    read.MtuBytes = attributes.Number<int>();
                    break;
                case LinkAttribute.IFLA_ADDRESS when attributes.Value.Length == MacAddress.SizeBytes:
                    read.Address = new MacAddress(attributes.Value);
                    break;
                case LinkAttribute.IFLA_OPERSTATE:
                    read.State = (OperationalState)attributes.Number<byte>();
                    break;
                case LinkAttribute.IFLA_MASTER:
                    read.MasterIndex = attributes.Number<int>();
                    break;
                case LinkAttribute.IFLA_LINK:
                    read.ParentIndex = attributes.Number<int>();
                    break;
                case LinkAttribute.IFLA_LINK_NETNSID:
                    read.ParentNamespaceId = attributes.Number<int>();
                    break;
                case LinkAttribute.IFLA_LINKINFO:
                    if (!TryParseKind(attributes.Value, out string? kind))
                    {
                        return false;
                    }

                    read.Kind = kind;
                    break;
            }
        }

        bool valid = !attributes.Malformed && read.Name.Length > 0;
        link = valid ? read : null;
        return valid;
    }

    private static bool TryParseKind(ReadOnlySpan<byte> bytes, out string? kind)
    {
        kind = null;
        var attributes = new NetlinkAttributes(bytes);
        while (attributes.MoveNext())
        {
            if (attributes.Type == LinkKindAttribute.IFLA_INFO_KIND)
            {
                kind = attributes.Text();
            }
        }

        return !attributes.Malformed;
    }
}
