using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Sockets;

/// <summary>A socket between processes of one machine, which can carry descriptors; unix(7).</summary>
/// <remarks>Thread: any; messages are not mixed. Writing to a peer that has gone raises EPIPE, never SIGPIPE.</remarks>
public sealed unsafe class UnixSocket : FileDescriptor
{
    /// <summary>The most descriptors that the kernel lets one message carry.</summary>
    public const int MaxDescriptors = SocketOption.SCM_MAX_FD;

    /// <summary>Takes over a socket that came from somewhere else.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="ownsHandle">False to leave closing to somebody else.</param>
    public UnixSocket(int descriptor, bool ownsHandle = true)
        : base(descriptor, ownsHandle)
    {
    }

    /// <summary>Two sockets that are connected to each other; socketpair(2).</summary>
    /// <exception cref="LinuxException">EMFILE, ENFILE.</exception>
    public static (UnixSocket First, UnixSocket Second) CreatePair(SocketKind kind = SocketKind.SOCK_STREAM)
    {
        int* ends = stackalloc int[2];
        LinuxException.Check(
            LibC.socketpair(AddressFamily.AF_UNIX, (int)kind | (int)SocketFlags.SOCK_CLOEXEC, 0, ends), "socketpair");
        return (new UnixSocket(ends[0]), new UnixSocket(ends[1]));
    }

    /// <summary>Connects to a socket in the file system. The path may be longer than the 107 bytes that an address holds.</summary>
    /// <exception cref="LinuxException">ENOENT, ECONNREFUSED (nobody listens), EACCES, EPROTOTYPE (another kind), …</exception>
    public static UnixSocket Connect(string path, SocketKind kind = SocketKind.SOCK_STREAM)
    {
        using UnixPath resolved = UnixPath.Resolve(path);
        Span<byte> address = stackalloc byte[UnixAddress.SizeBytes];
        return Connect(address[..UnixAddress.WritePath(resolved.Path, address)], kind, path);
    }

    /// <summary>Connects to a socket with an abstract name.</summary>
    /// <inheritdoc cref="Connect(string, SocketKind)" path="/exception"/>
    public static UnixSocket ConnectAbstract(string name, SocketKind kind = SocketKind.SOCK_STREAM)
    {
        Span<byte> address = stackalloc byte[UnixAddress.SizeBytes];
        return Connect(address[..UnixAddress.WriteAbstract(name, address)], kind, "@" + name);
    }

    /// <summary>
    /// Makes a socket in the file system and listens. The file has the mode 0777 less the umask, and stays when the socket is
    /// closed: unlink it then.
    /// </summary>
    /// <param name="path">Where; the path may be longer than the 107 bytes that an address holds.</param>
    /// <param name="kind">A stream or sequenced packets; a datagram socket is only bound.</param>
    /// <param name="backlog">How many may wait for <see cref="Accept"/>; capped by <c>net.core.somaxconn</c>.</param>
    /// <exception cref="LinuxException">EADDRINUSE: the path exists, ENOENT, EACCES, …</exception>
    public static UnixSocket Listen(string path, SocketKind kind = SocketKind.SOCK_STREAM, int backlog = 128)
    {
        using UnixPath resolved = UnixPath.Resolve(path);
        Span<byte> address = stackalloc byte[UnixAddress.SizeBytes];
        return Listen(address[..UnixAddress.WritePath(resolved.Path, address)], kind, backlog, path);
    }

    /// <summary>Listens at an abstract name, which is gone when the socket is closed.</summary>
    /// <inheritdoc cref="Listen(string, SocketKind, int)" path="/exception"/>
    public static UnixSocket ListenAbstract(string name, SocketKind kind = SocketKind.SOCK_STREAM, int backlog = 128)
    {
        Span<byte> address = stackalloc byte[UnixAddress.SizeBytes];
        return Listen(address[..UnixAddress.WriteAbstract(name, address)], kind, backlog, "@" + name);
    }

    /// <summary>Waits for somebody to connect.</summary>
    /// <exception cref="LinuxException">EMFILE, EINVAL: it does not listen, …</exception>
    public UnixSocket Accept()
    {
        int result;
        do
        {
            result = LibC.accept4(this, null, null, SocketFlags.SOCK_CLOEXEC);
        }
        while (LibC.WasInterrupted(result));
        return new UnixSocket(this.Check(result, "accept4"));
    }

    /// <summary>Ends one or both directions; shutdown(2).</summary>
    /// <exception cref="LinuxException">ENOTCONN.</exception>
    public void Shutdown(SocketShutdown how) => this.Check(LibC.shutdown(this, how), "shutdown");

    /// <summary>Who is at the other end; SO_PEERCRED.</summary>
    /// <exception cref="LinuxException">ENOTCONN.</exception>
    public PeerCredentials GetPeerCredentials()
    {
        UCred credentials;
        uint length = (uint)sizeof(UCred);
        this.Check(
            LibC.getsockopt(this, SocketOption.SOL_SOCKET, SocketOption.SO_PEERCRED, &credentials, &length),
            "getsockopt SO_PEERCRED");
        return new PeerCredentials(credentials.pid, credentials.uid, credentials.gid);
    }

    /// <summary>Sends data and descriptors in one message; sendmsg(2). The descriptors stay open here.</summary>
    /// <param name="data">The data; at least one byte, or descriptors would not get through a stream.</param>
    /// <param name="descriptors">What to send along; at most <see cref="MaxDescriptors"/>.</param>
    /// <returns>How many bytes were taken; on a blocking socket all of them. The descriptors go with the first.</returns>
    /// <exception cref="LinuxException">EPIPE, ECONNRESET, EMSGSIZE, ETOOMANYREFS, EINVAL: too many descriptors.</exception>
    /// <exception cref="ArgumentException">Descriptors without data.</exception>
    public int Send(ReadOnlySpan<byte> data, params ReadOnlySpan<FileDescriptor> descriptors)
    {
        if (descriptors.Length > MaxDescriptors)
        {
            throw new LinuxException(Errno.EINVAL, $"send {descriptors.Length} descriptors, at most {MaxDescriptors},");
        }

        if (data.IsEmpty && !descriptors.IsEmpty)
        {
            throw new ArgumentException("descriptors need at least one byte of data to go with", nameof(data));
        }

        Span<byte> control = stackalloc byte[ControlMessages.SizeBytes(descriptors.Length)];
        if (!descriptors.IsEmpty)
        {
            ControlMessages.Write(descriptors, control);
        }

        nint count;
        // SAFETY: both buffers are pinned and the message is on this stack for as long as the call takes; the kernel keeps none.
        fixed (byte* dataPtr = data)
        fixed (byte* controlPtr = control)
        {
            var part = new IoVec { iov_base = dataPtr, iov_len = (nuint)data.Length };
            var message = new MsgHdr
            {
                msg_iov = &part,
                msg_iovlen = 1,
                msg_control = controlPtr,
                msg_controllen = (nuint)control.Length,
            };
            do
            {
                count = LibC.sendmsg(this, &message, MessageFlags.MSG_NOSIGNAL);
            }
            while (LibC.WasInterrupted(count));
        }

        // The numbers in the control data are those of objects that must not be collected and closed before this.
        foreach (FileDescriptor descriptor in descriptors)
        {
            GC.KeepAlive(descriptor);
        }

        return this.Check(count, "sendmsg");
    }

    /// <summary>Waits for a message; recvmsg(2). Allocates the result.</summary>
    /// <param name="data">Receives the data.</param>
    /// <param name="maxDescriptors">How many descriptors are expected at most. Those that come are close-on-exec.</param>
    /// <returns>What came; dispose it.</returns>
    /// <exception cref="LinuxException">EAGAIN on a non-blocking socket, ECONNRESET, …</exception>
    public ReceivedMessage Receive(Span<byte> data, int maxDescriptors = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxDescriptors);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxDescriptors, MaxDescriptors);
        Span<byte> control = stackalloc byte[ControlMessages.SizeBytes(maxDescriptors)];
        nint count;
        MsgHdr message;
        // SAFETY: as in Send; the lengths are those of the spans, so that the kernel writes inside them.
        fixed (byte* dataPtr = data)
        fixed (byte* controlPtr = control)
        {
            var part = new IoVec { iov_base = dataPtr, iov_len = (nuint)data.Length };
            do
            {
                message = new MsgHdr
                {
                    msg_iov = &part,
                    msg_iovlen = 1,
                    msg_control = controlPtr,
                    msg_controllen = (nuint)control.Length,
                };
                count = LibC.recvmsg(this, &message, MessageFlags.MSG_CMSG_CLOEXEC);
            }
            while (LibC.WasInterrupted(count));
        }

        int length = this.Check(count, "recvmsg");
        bool cut = (message.msg_flags & MessageFlags.MSG_CTRUNC) != 0;
        FileDescriptor[] descriptors = ControlMessages.Read(control[..(int)message.msg_controllen], complete: !cut);
        return new ReceivedMessage(length, (message.msg_flags & MessageFlags.MSG_TRUNC) != 0, cut, descriptors);
    }

    private static UnixSocket Open(SocketKind kind) => new(
        LinuxException.Check(LibC.socket(AddressFamily.AF_UNIX, (int)kind | (int)SocketFlags.SOCK_CLOEXEC, 0), "socket"));

    private static UnixSocket Connect(ReadOnlySpan<byte> address, SocketKind kind, string target)
    {
        UnixSocket socket = Open(kind);
        int result;
        fixed (byte* p = address)
        {
            do
            {
                result = LibC.connect(socket, p, (uint)address.Length);
            }
            while (LibC.WasInterrupted(result));
        }

        return OrClose(socket, result, "connect", target);
    }

    private static UnixSocket Listen(ReadOnlySpan<byte> address, SocketKind kind, int backlog, string target)
    {
        UnixSocket socket = Open(kind);
        int result;
        fixed (byte* p = address)
        {
            result = LibC.bind(socket, p, (uint)address.Length);
        }

        OrClose(socket, result, "bind", target);
        return kind == SocketKind.SOCK_DGRAM
            ? socket
            : OrClose(socket, LibC.listen(socket, backlog), "listen", target);
    }

    private static UnixSocket OrClose(UnixSocket socket, int result, string call, string target)
    {
        if (result < 0)
        {
            var errno = (Errno)System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
            socket.Dispose();
            throw new LinuxException(errno, call, target);
        }

        return socket;
    }
}
