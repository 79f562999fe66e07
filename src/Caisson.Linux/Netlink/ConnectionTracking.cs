using System.Buffers.Binary;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Netlink;

/// <summary>The connections that the kernel tracks in a network namespace: ctnetlink, <c>linux/netfilter/nfnetlink_conntrack.h</c>.</summary>
/// <remarks>Thread: one at a time, whichever; the namespace is that in which the object was made.</remarks>
public sealed class ConnectionTracking : IDisposable
{
    private readonly NetlinkSocket _socket = NetlinkSocket.Open(NetlinkProtocol.NETLINK_NETFILTER);

    /// <summary>Forgets all that was sent to a port of this host or through it, so that rules are asked again about the next packet.</summary>
    /// <param name="protocol">The protocol's number: 17 for UDP.</param>
    /// <param name="port">The port to which the first packet was sent.</param>
    /// <param name="isIpv6">Whether of IPv6.</param>
    /// <returns>How many connections there were.</returns>
    /// <exception cref="LinuxException">EPERM; EOPNOTSUPP: the kernel does not track connections.</exception>
    public int Forget(byte protocol, ushort port, bool isIpv6)
    {
        AddressFamily family = isIpv6 ? AddressFamily.AF_INET6 : AddressFamily.AF_INET;
        List<byte[]> tuples = [];
        NetlinkWriter request = Begin(ConnectionMessage.IPCTNL_MSG_CT_GET, NetlinkFlags.NLM_F_DUMP, family);
        _socket.Get(
            request,
            tuples.Clear,
            (_, body) =>
            {
                if (TryFindTuple(body, protocol, port, out byte[]? tuple))
                {
                    tuples.Add(tuple!);
                }

                return true;
            },
            "list connections of port",
            $"{port}");
        int count = 0;
        foreach (byte[] tuple in tuples)
        {
            NetlinkWriter message = Begin(ConnectionMessage.IPCTNL_MSG_CT_DELETE, NetlinkFlags.None, family);
            message.Bytes(ConnectionAttribute.CTA_TUPLE_ORIG | NetlinkProtocol.NLA_F_NESTED, tuple);
            try
            {
                _socket.Change(message, "forget connection of port", $"{port}");
                count++;
            }
            catch (LinuxException e) when (e.Errno == Errno.ENOENT)
            {
                // It has ended by itself.
            }
        }

        return count;
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    /// <summary>Finds the original direction's tuple in the body of a message, if it is one of a protocol and to a port.</summary>
    internal static bool TryFindTuple(ReadOnlySpan<byte> body, byte protocol, ushort port, out byte[]? tuple)
    {
        tuple = null;
        if (!NetlinkAttributes.TryRead(body, out NfGenMsg _, out NetlinkAttributes attributes))
        {
            return false;
        }

        while (attributes.MoveNext())
        {
            if (attributes.Type == ConnectionAttribute.CTA_TUPLE_ORIG && IsTo(attributes.Value, protocol, port))
            {
                tuple = attributes.Value.ToArray();
            }
        }

        return tuple is not null && !attributes.Malformed;
    }

    private static bool IsTo(ReadOnlySpan<byte> tuple, byte protocol, ushort port)
    {
        var parts = new NetlinkAttributes(tuple);
        while (parts.MoveNext())
        {
            if (parts.Type != ConnectionAttribute.CTA_TUPLE_PROTO)
            {
                continue;
            }

            bool isProtocol = false;
            bool isPort = false;
            var numbers = new NetlinkAttributes(parts.Value);
            while (numbers.MoveNext())
            {
                isProtocol |= numbers.Type == ConnectionAttribute.CTA_PROTO_NUM && numbers.Number<byte>() == protocol;
                isPort |= numbers.Type == ConnectionAttribute.CTA_PROTO_DST_PORT
                    && BinaryPrimitives.ReverseEndianness(numbers.Number<ushort>()) == port;
            }

            return isProtocol && isPort && !numbers.Malformed;
        }

        return false;
    }

    private NetlinkWriter Begin(ConnectionMessage type, NetlinkFlags flags, AddressFamily family)
    {
        var message = new NetlinkWriter(_socket.RequestBuffer, (RouteMessage)type, flags);
        message.Structure(new NfGenMsg { nfgen_family = (byte)family });
        return message;
    }
}
