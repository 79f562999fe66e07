using System.Runtime.InteropServices;

namespace Caisson.Linux.Uapi;

/// <summary>Address families; <c>linux/socket.h</c>.</summary>
internal enum AddressFamily
{
    AF_UNSPEC = 0,
    AF_UNIX = 1,
    AF_INET = 2,
    AF_BRIDGE = 7,
    AF_INET6 = 10,
    AF_NETLINK = 16,
}

/// <summary>Kinds of sockets; <c>linux/net.h</c>, socket(2).</summary>
public enum SocketKind
{
    /// <summary>A stream of bytes.</summary>
    SOCK_STREAM = 1,

    /// <summary>Separate messages, without a connection.</summary>
    SOCK_DGRAM = 2,

    /// <summary>Protocol messages below the transport (netlink).</summary>
    SOCK_RAW = 3,

    /// <summary>Separate messages over a connection.</summary>
    SOCK_SEQPACKET = 5,
}

/// <summary>Flags that socket(2), socketpair(2) and accept4(2) take beside the kind; <c>linux/net.h</c>.</summary>
[Flags]
internal enum SocketFlags
{
    None = 0,
    SOCK_NONBLOCK = 0x800,
    SOCK_CLOEXEC = 0x80000,
}

/// <summary>Flags of sendmsg(2) and recvmsg(2), asked and reported; <c>linux/socket.h</c>.</summary>
[Flags]
internal enum MessageFlags
{
    None = 0,
    MSG_PEEK = 0x2,
    MSG_CTRUNC = 0x8,
    MSG_TRUNC = 0x20,
    MSG_DONTWAIT = 0x40,
    MSG_NOSIGNAL = 0x4000,
    MSG_CMSG_CLOEXEC = 0x4000_0000,
}

/// <summary>Levels and names of setsockopt(2) and of control messages; <c>asm-generic/socket.h</c>, <c>linux/socket.h</c>.</summary>
internal static class SocketOption
{
    internal const int SOL_SOCKET = 1;
    internal const int SO_SNDBUF = 7;
    internal const int SO_RCVBUF = 8;
    internal const int SO_PEERCRED = 17;

    /// <summary>A control message of <see cref="SOL_SOCKET"/>: descriptors.</summary>
    internal const int SCM_RIGHTS = 1;

    /// <summary>The most descriptors that one message can carry; <c>net/scm.h</c>.</summary>
    internal const int SCM_MAX_FD = 253;
}

/// <summary>Which half shutdown(2) ends; <c>linux/net.h</c>.</summary>
public enum SocketShutdown
{
    /// <summary>Nothing more is received.</summary>
    SHUT_RD = 0,

    /// <summary>Nothing more is sent: the peer reads the end.</summary>
    SHUT_WR = 1,

    /// <summary>Both.</summary>
    SHUT_RDWR = 2,
}

/// <summary><c>struct iovec</c>; <c>linux/uio.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVec
{
    internal void* iov_base;
    internal nuint iov_len;
}

/// <summary><c>struct msghdr</c> of 64-bit machines, as glibc and the kernel have it; sendmsg(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MsgHdr
{
    internal void* msg_name;
    internal uint msg_namelen;
    internal IoVec* msg_iov;
    internal nuint msg_iovlen;
    internal void* msg_control;
    internal nuint msg_controllen;
    internal MessageFlags msg_flags;
}

/// <summary><c>struct cmsghdr</c>: 16 bytes, then the data; the next one begins at a multiple of 8. cmsg(3).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CmsgHdr
{
    /// <summary>Header and data, without the padding behind.</summary>
    internal nuint cmsg_len;
    internal int cmsg_level;
    internal int cmsg_type;
}

/// <summary><c>struct ucred</c>; unix(7).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UCred
{
    internal int pid;
    internal uint uid;
    internal uint gid;
}
