using System.Runtime.InteropServices;

namespace Caisson.Linux.Uapi.Net;

/// <summary>Flags of a netlink message; <c>linux/netlink.h</c> (Linux 6.1).</summary>
[Flags]
internal enum NetlinkFlags : ushort
{
    None = 0,
    NLM_F_REQUEST = 0x1,
    NLM_F_MULTI = 0x2,
    NLM_F_ACK = 0x4,

    /// <summary>The kernel's tables changed while it answered: the answer is inconsistent.</summary>
    NLM_F_DUMP_INTR = 0x10,

    /// <summary>Of requests that get.</summary>
    NLM_F_DUMP = 0x300,

    /// <summary>Of requests that make something new.</summary>
    NLM_F_REPLACE = 0x100,

    /// <inheritdoc cref="NLM_F_REPLACE"/>
    NLM_F_EXCL = 0x200,

    /// <inheritdoc cref="NLM_F_REPLACE"/>
    NLM_F_CREATE = 0x400,

    /// <summary>Of acknowledgements: the request that is answered is cut off behind its header.</summary>
    NLM_F_CAPPED = 0x100,

    /// <summary>Of acknowledgements: attributes follow.</summary>
    NLM_F_ACK_TLVS = 0x200,
}

/// <summary>Numbers of <c>linux/netlink.h</c>.</summary>
internal static class NetlinkProtocol
{
    internal const int NETLINK_ROUTE = 0;
    internal const int NETLINK_NETFILTER = 12;
    internal const int SOL_NETLINK = 270;
    internal const int NETLINK_CAP_ACK = 10;
    internal const int NETLINK_EXT_ACK = 11;
    internal const int NETLINK_GET_STRICT_CHK = 12;

    internal const ushort NLMSG_NOOP = 1;
    internal const ushort NLMSG_ERROR = 2;
    internal const ushort NLMSG_DONE = 3;

    internal const ushort NLMSGERR_ATTR_MSG = 1;

    internal const ushort NLA_F_NESTED = 0x8000;
    internal const ushort NLA_TYPE_MASK = 0x3fff;
}

/// <summary><c>struct nlmsghdr</c>; <c>linux/netlink.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NlMsgHdr
{
    internal const int SizeBytes = 16;

    /// <summary>Header and body, without the padding behind.</summary>
    internal uint nlmsg_len;
    internal ushort nlmsg_type;
    internal NetlinkFlags nlmsg_flags;
    internal uint nlmsg_seq;
    internal uint nlmsg_pid;
}

/// <summary><c>struct sockaddr_nl</c>; <c>linux/netlink.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SockAddrNl
{
    internal ushort nl_family;
    internal ushort nl_pad;

    /// <summary>The sender's port; 0 is the kernel.</summary>
    internal uint nl_pid;
    internal uint nl_groups;
}
