using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Netlink;

/// <summary>
/// A conversation with the kernel over netlink(7), rtnetlink(7) as a rule: one request, then its answer up to the acknowledgement. The socket belongs to
/// the network namespace of the thread that opened it.
/// </summary>
/// <remarks>Thread: one at a time. Allocates: its buffers, and the text of errors.</remarks>
internal sealed unsafe class NetlinkSocket : FileDescriptor
{
    // The kernel answers in pieces of at most 32 KiB, if the reader's buffer is that long; linux/net/netlink/af_netlink.c.
    private const int ReceiveBytes = 32 * 1024;

    // A veth pair with all options takes about 300 bytes.
    private const int RequestBytes = 2048;

    // Somebody who changes links all the time must not hold a reader for ever.
    private const int MaxAttempts = 16;

    private readonly byte[] _received = new byte[ReceiveBytes];
    private uint _sequence;

    private NetlinkSocket(int descriptor)
        : base(descriptor)
    {
    }

    /// <summary>Takes each message of an answer in.</summary>
    /// <returns>False if the message is malformed.</returns>
    internal delegate bool Taker(RouteMessage type, ReadOnlySpan<byte> body);

    /// <summary>What a request is written to; one at a time.</summary>
    internal byte[] RequestBuffer { get; } = new byte[RequestBytes];

    /// <summary>Opens a conversation about the calling thread's network namespace.</summary>
    /// <param name="protocol">With which part of the kernel.</param>
    /// <exception cref="LinuxException">EMFILE, ENFILE, EAFNOSUPPORT.</exception>
    internal static NetlinkSocket Open(int protocol = NetlinkProtocol.NETLINK_ROUTE)
    {
        int kind = (int)SocketKind.SOCK_RAW | (int)SocketFlags.SOCK_CLOEXEC;
        var socket = new NetlinkSocket(LinuxException.Check(
            LibC.socket(AddressFamily.AF_NETLINK, kind, protocol), "socket", "AF_NETLINK"));

        // All three are known since Linux 4.20. Without them the errors say less, and more has to be read.
        socket.Enable(NetlinkProtocol.NETLINK_CAP_ACK);
        socket.Enable(NetlinkProtocol.NETLINK_EXT_ACK);
        socket.Enable(NetlinkProtocol.NETLINK_GET_STRICT_CHK);
        return socket;
    }

    /// <summary>Sends a request that changes something, and waits until it is done.</summary>
    /// <param name="request">The request, written to <see cref="RequestBuffer"/>.</param>
    /// <param name="call">What it does, for errors.</param>
    /// <param name="target">What it does it to, for errors.</param>
    /// <exception cref="LinuxException">The kernel refused; the text includes the kernel's explanation if it gave one.</exception>
    internal void Change(NetlinkWriter request, string call, string target)
    {
        Send(request.Finish(++_sequence), call, target);
        Receive(static (_, _) => true, call, target);
    }

    /// <summary>Sends a request that reads something, and hands over what comes.</summary>
    /// <param name="request">The request.</param>
    /// <param name="restart">Is called before each attempt: the tables may change while the kernel answers.</param>
    /// <param name="take">Is called for each message.</param>
    /// <param name="call">What it does, for errors.</param>
    /// <param name="target">What it does it to, for errors.</param>
    /// <exception cref="LinuxException">The kernel refused; EBADMSG: its answer makes no sense; EAGAIN: no consistent answer.</exception>
    internal void Get(NetlinkWriter request, Action restart, Taker take, string call, string target)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            restart();
            Send(request.Finish(++_sequence), call, target);
            if (Receive(take, call, target))
            {
                return;
            }
        }

        throw new LinuxException(Errno.EAGAIN, call, target);
    }

    private void Enable(int option)
    {
        int one = 1;
        this.Check(LibC.setsockopt(this, NetlinkProtocol.SOL_NETLINK, option, &one, sizeof(int)), "setsockopt netlink");
    }

    private void Send(ReadOnlySpan<byte> message, string call, string target)
    {
        // Unconnected netlink sockets send to the kernel.
        nint count;
        fixed (byte* p = message)
        {
            do
            {
                count = LibC.write(this, p, message.Length);
            }
            while (LibC.WasInterrupted(count));
        }

        LinuxException.Check(count, call, target);
    }

    /// <summary>Reads until the answer to the last request is complete.</summary>
    /// <returns>False if the tables changed meanwhile.</returns>
    private bool Receive(Taker take, string call, string target)
    {
        var answer = new NetlinkAnswer(_sequence);
        while (!answer.IsComplete)
        {
            ReadOnlySpan<byte> datagram = ReceiveDatagram(call, target, out bool fromKernel);
            if (fromKernel)
            {
                answer.Take(datagram, take);
            }
        }

        if (answer.Errno != Errno.None)
        {
            throw new LinuxException(answer.Errno, call, answer.Explanation is null ? target : $"{target} ({answer.Explanation})");
        }

        return !answer.Inconsistent;
    }

    private ReadOnlySpan<byte> ReceiveDatagram(string call, string target, out bool fromKernel)
    {
        SockAddrNl sender;
        MessageFlags flags;
        nint count;
        // SAFETY: the buffer is pinned and the rest is on this stack for as long as the call takes, which is told their sizes.
        fixed (byte* p = _received)
        {
            var part = new IoVec { iov_base = p, iov_len = ReceiveBytes };
            var message = new MsgHdr
            {
                msg_name = &sender,
                msg_namelen = (uint)sizeof(SockAddrNl),
                msg_iov = &part,
                msg_iovlen = 1,
            };
            do
            {
                count = LibC.recvmsg(this, &message, MessageFlags.None);
            }
            while (LibC.WasInterrupted(count));
            flags = message.msg_flags;
        }

        LinuxException.Check(count, call, target);
        if ((flags & MessageFlags.MSG_TRUNC) != 0)
        {
            throw new LinuxException(Errno.EMSGSIZE, call, target);
        }

        // Another process may send to this socket's port; nothing that it says is an answer.
        fromKernel = sender.nl_pid == 0;
        return _received.AsSpan(0, (int)count);
    }
}
