using System.Runtime.InteropServices;

namespace Caisson.Linux.Uapi;

/// <summary>Events of poll(2); <c>asm-generic/poll.h</c>.</summary>
[Flags]
public enum PollEvents : short
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>There is something to read, or the end.</summary>
    POLLIN = 0x1,

    /// <summary>An exceptional condition: out-of-band data, a change in a cgroup's file, …</summary>
    POLLPRI = 0x2,

    /// <summary>Writing will not block.</summary>
    POLLOUT = 0x4,

    /// <summary>An error, or the reading end of a pipe is closed. Reported unasked.</summary>
    POLLERR = 0x8,

    /// <summary>The peer has closed. Reported unasked; what it wrote before can still be read.</summary>
    POLLHUP = 0x10,

    /// <summary>The descriptor is not open. Reported unasked.</summary>
    POLLNVAL = 0x20,

    /// <summary>The peer of a stream socket has shut down its writing half.</summary>
    POLLRDHUP = 0x2000,
}

/// <summary>Events and modes of epoll_ctl(2); <c>linux/eventpoll.h</c>.</summary>
[Flags]
public enum EpollEvents : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>As <see cref="PollEvents.POLLIN"/>.</summary>
    EPOLLIN = 0x1,

    /// <summary>As <see cref="PollEvents.POLLPRI"/>.</summary>
    EPOLLPRI = 0x2,

    /// <summary>As <see cref="PollEvents.POLLOUT"/>.</summary>
    EPOLLOUT = 0x4,

    /// <summary>As <see cref="PollEvents.POLLERR"/>.</summary>
    EPOLLERR = 0x8,

    /// <summary>As <see cref="PollEvents.POLLHUP"/>.</summary>
    EPOLLHUP = 0x10,

    /// <summary>As <see cref="PollEvents.POLLRDHUP"/>.</summary>
    EPOLLRDHUP = 0x2000,

    /// <summary>Of several epolls that wait for one descriptor, wake one.</summary>
    EPOLLEXCLUSIVE = 1u << 28,

    /// <summary>Report once, then stay silent until modified.</summary>
    EPOLLONESHOT = 1u << 30,

    /// <summary>Report changes only, not states.</summary>
    EPOLLET = 1u << 31,
}

/// <summary>What epoll_ctl(2) is to do; <c>linux/eventpoll.h</c>.</summary>
internal enum EpollOperation
{
    EPOLL_CTL_ADD = 1,
    EPOLL_CTL_DEL = 2,
    EPOLL_CTL_MOD = 3,
}

/// <summary>Flags of eventfd2(2); <c>linux/eventfd.h</c>.</summary>
[Flags]
internal enum EventFdFlags
{
    None = 0,
    EFD_SEMAPHORE = 1,
    EFD_NONBLOCK = 0x800,
    EFD_CLOEXEC = 0x80000,
}

/// <summary><c>struct pollfd</c>; poll(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollFd
{
    internal int fd;
    internal PollEvents events;
    internal PollEvents revents;
}
