using System.Runtime.ExceptionServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Netlink;

/// <summary>Links, addresses and routes of one network namespace, through one socket; rtnetlink(7).</summary>
/// <remarks>
/// Start reading at <see cref="NetlinkSocket"/>. Not for hot paths: answers become objects.
/// Thread: one at a time, whichever; the namespace is that in which the socket was opened.
/// </remarks>
public sealed class RtNetlink : IDisposable
{
    private readonly NetlinkSocket _socket;

    /// <summary>Opens a socket in the calling thread's network namespace.</summary>
    /// <exception cref="LinuxException">EMFILE, ENFILE.</exception>
    public RtNetlink()
        : this(NetlinkSocket.Open())
    {
    }

    private RtNetlink(NetlinkSocket socket)
    {
        _socket = socket;
        Links = new Links(socket);
        Addresses = new Addresses(socket);
        Routes = new Routes(socket);
    }

    /// <summary>The links.</summary>
    public Links Links { get; }

    /// <summary>Their addresses.</summary>
    public Addresses Addresses { get; }

    /// <summary>The routes.</summary>
    public Routes Routes { get; }

    /// <summary>Opens a socket in another network namespace. The calling thread stays where it is: a thread of its own goes there and ends.</summary>
    /// <param name="networkNamespace">The namespace.</param>
    /// <exception cref="LinuxException">EPERM: no CAP_SYS_ADMIN; EINVAL: no network namespace; EMFILE.</exception>
    public static RtNetlink OpenIn(FileDescriptor networkNamespace)
    {
        NetlinkSocket? socket = null;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    LinuxException.Check(
                        LibC.setns(networkNamespace, unchecked((int)CloneFlags.CLONE_NEWNET)), "setns", "network namespace");
                    socket = NetlinkSocket.Open();
                }
                catch (LinuxException e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
            },
            maxStackSize: 256 * 1024)
        { Name = "netns" };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return new RtNetlink(socket!);
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();
}
