using System.Runtime.InteropServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Native;

internal static unsafe partial class LibC
{
    /// <summary>ppoll(2); <paramref name="timeout"/> null waits without limit, <paramref name="mask"/> null leaves the mask.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ppoll(PollFd* fds, nuint count, TimeSpec* timeout, ulong* mask);

    /// <summary>epoll_create1(2); its EPOLL_CLOEXEC is O_CLOEXEC.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_create1(OpenFlags flags);

    /// <summary>epoll_ctl(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_ctl(FileDescriptor epfd, EpollOperation op, FileDescriptor fd, EpollEvent* ev);

    /// <summary>epoll_wait(2); the timeout is in milliseconds, -1 waits without limit.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_wait(FileDescriptor epfd, EpollEvent* events, int maxEvents, int timeout);

    /// <summary>eventfd(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int eventfd(uint initialValue, EventFdFlags flags);

    /// <summary>timerfd_create(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int timerfd_create(ClockId clock, TimerFdFlags flags);

    /// <summary>timerfd_settime(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int timerfd_settime(
        FileDescriptor fd, TimerFdFlags flags, ITimerSpec* newValue, ITimerSpec* oldValue);

    /// <summary>inotify_init1(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int inotify_init1(InotifyFlags flags);

    /// <summary>inotify_add_watch(2).</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int inotify_add_watch(FileDescriptor fd, string path, InotifyMask mask);

    /// <summary>inotify_rm_watch(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int inotify_rm_watch(FileDescriptor fd, int watch);
}
