using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Netlink;

/// <summary>The loopback interface of a network namespace, which is down at first.</summary>
public static unsafe class Loopback
{
    /// <summary>
    /// Switches <c>lo</c> on in the calling thread's network namespace; the kernel gives it 127.0.0.1 and ::1. It does no harm
    /// where that has been done.
    /// </summary>
    /// <remarks>One ioctl: three system calls, where rtnetlink takes four and an answer to read. Allocates: one handle.</remarks>
    /// <exception cref="LinuxException">EPERM: no CAP_NET_ADMIN in the namespace's user namespace.</exception>
    public static void Up()
    {
        // The requests of netdevice(7) work on any socket; this kind exists in every kernel.
        using var socket = new FileDescriptor(LinuxException.Check(
            LibC.socket(AddressFamily.AF_UNIX, (int)SocketKind.SOCK_DGRAM | (int)SocketFlags.SOCK_CLOEXEC, 0), "socket"));
        IfReq request = default;
        request.ifr_name[0] = (byte)'l';
        request.ifr_name[1] = (byte)'o';
        request.ifr_flags = (short)InterfaceFlags.IFF_UP;
        LinuxException.Check(LibC.ioctl(socket, InterfaceRequest.SIOCSIFFLAGS, &request), "ioctl SIOCSIFFLAGS", "lo");
    }
}
