using System.Runtime.InteropServices;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Netlink;

/// <summary>Gathers the answer to one request from datagrams, up to its end; netlink(7).</summary>
/// <param name="sequence">The request's number; messages with another are left alone.</param>
internal sealed class NetlinkAnswer(uint sequence)
{
    /// <summary>Whether nothing more will come.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>What the kernel refused with; EBADMSG if its answer makes no sense.</summary>
    internal Errno Errno { get; private set; }

    /// <summary>What the kernel said beside the number, or null.</summary>
    internal string? Explanation { get; private set; }

    /// <summary>Whether something changed while the kernel answered, so that things may be missing or appear twice.</summary>
    internal bool Inconsistent { get; private set; }

    /// <summary>Takes a datagram.</summary>
    internal void Take(ReadOnlySpan<byte> datagram, NetlinkSocket.Taker take)
    {
        var messages = new NetlinkMessages(datagram);
        while (!IsComplete && messages.MoveNext())
        {
            NlMsgHdr header = messages.Header;
            if (header.nlmsg_seq != sequence)
            {
                continue;
            }

            Inconsistent |= (header.nlmsg_flags & NetlinkFlags.NLM_F_DUMP_INTR) != 0;
            switch (header.nlmsg_type)
            {
                case NetlinkProtocol.NLMSG_NOOP:
                    break;
                case NetlinkProtocol.NLMSG_ERROR:
                    TakeAcknowledgement(header, messages.Body);
                    break;
                case NetlinkProtocol.NLMSG_DONE:
                    TakeEnd(messages.Body);
                    break;
                default:
                    TakeMessage(header, messages.Body, take);
                    break;
            }
        }

        if (messages.Malformed)
        {
            End(Errno.EBADMSG);
        }
    }

    private void TakeMessage(NlMsgHdr header, ReadOnlySpan<byte> body, NetlinkSocket.Taker take)
    {
        if (!take((RouteMessage)header.nlmsg_type, body))
        {
            // What the kernel still has to say is read to its end: it answers one request at a time.
            Fail(Errno.EBADMSG);
        }
    }

    // The number, and of a dump that failed half-way its negative errno.
    private void TakeEnd(ReadOnlySpan<byte> body) =>
        End(MemoryMarshal.TryRead(body, out int result) ? ToErrno(result) : Errno.None);

    // struct nlmsgerr: the negative errno, the request (cut off behind its header if NLM_F_CAPPED), attributes.
    private void TakeAcknowledgement(NlMsgHdr header, ReadOnlySpan<byte> body)
    {
        if (!MemoryMarshal.TryRead(body, out int result)
            || !MemoryMarshal.TryRead(body[sizeof(int)..], out NlMsgHdr request))
        {
            End(Errno.EBADMSG);
            return;
        }

        End(ToErrno(result));
        if ((header.nlmsg_flags & NetlinkFlags.NLM_F_ACK_TLVS) != 0)
        {
            bool capped = (header.nlmsg_flags & NetlinkFlags.NLM_F_CAPPED) != 0;
            uint requestBytes = capped ? NlMsgHdr.SizeBytes : request.nlmsg_len;
            ReadOnlySpan<byte> behind = body[sizeof(int)..];
            if (requestBytes <= (uint)behind.Length)
            {
                Explanation = FindExplanation(behind[NetlinkAttributes.Aligned((int)requestBytes, behind.Length)..]);
            }
        }
    }

    private static string? FindExplanation(ReadOnlySpan<byte> bytes)
    {
        var attributes = new NetlinkAttributes(bytes);
        while (attributes.MoveNext())
        {
            if (attributes.Type == NetlinkProtocol.NLMSGERR_ATTR_MSG)
            {
                return attributes.Text();
            }
        }

        return null;
    }

    // The kernel's error numbers are -4095 to -1; of anything else there is no telling what it means.
    private static Errno ToErrno(int result) => result switch
    {
        0 => Errno.None,
        < 0 and >= -4095 => (Errno)(-result),
        _ => Errno.EBADMSG,
    };

    private void End(Errno errno)
    {
        IsComplete = true;
        Fail(errno);
    }

    private void Fail(Errno errno)
    {
        if (Errno == Errno.None)
        {
            Errno = errno;
        }
    }
}
