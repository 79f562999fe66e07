using System.Runtime.InteropServices;

namespace Caisson.Linux.Uapi.Net;

/// <summary>Messages about tracked connections, with the subsystem's number in the high byte; <c>linux/netfilter/nfnetlink_conntrack.h</c>.</summary>
internal enum ConnectionMessage : ushort
{
    IPCTNL_MSG_CT_GET = 0x101,
    IPCTNL_MSG_CT_DELETE = 0x102,
}

/// <summary>Attributes of a tracked connection; <c>linux/netfilter/nfnetlink_conntrack.h</c>.</summary>
internal static class ConnectionAttribute
{
    internal const ushort CTA_TUPLE_ORIG = 1;
    internal const ushort CTA_TUPLE_PROTO = 2;
    internal const ushort CTA_PROTO_NUM = 1;
    internal const ushort CTA_PROTO_DST_PORT = 3;
}

/// <summary><c>struct nfgenmsg</c>; <c>linux/netfilter/nfnetlink.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NfGenMsg
{
    internal byte nfgen_family;
    internal byte version;

    /// <summary>In network byte order.</summary>
    internal ushort res_id;
}
