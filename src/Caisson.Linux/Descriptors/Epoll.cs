using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Descriptors;

/// <summary>
/// Waits for many descriptors at a cost that does not grow with their number; epoll(7). Regular files can't be
/// waited for (EPERM): for a few descriptors of unknown kind use <see cref="Poll"/>.
/// Thread: any may add, modify and remove while one waits. Allocates: never.
/// </summary>
public sealed unsafe class Epoll : FileDescriptor
{
    /// <summary>An epoll that waits for nothing yet; epoll_create1(2).</summary>
    /// <exception cref="LinuxException">EMFILE, ENFILE.</exception>
    public Epoll()
        : base(LinuxException.Check(LibC.epoll_create1(OpenFlags.O_CLOEXEC), "epoll_create1"))
    {
    }

    /// <summary>Begins to wait for a descriptor.</summary>
    /// <param name="descriptor">
    /// The descriptor. It must be removed before it is closed if the same open file description has another
    /// descriptor anywhere: epoll watches the description.
    /// </param>
    /// <param name="events">What to wait for.</param>
    /// <param name="data">Comes back with each event.</param>
    /// <exception cref="LinuxException">EEXIST: it has been added before; EPERM: it can't be waited for.</exception>
    public void Add(FileDescriptor descriptor, EpollEvents events, ulong data) =>
        Control(EpollOperation.EPOLL_CTL_ADD, descriptor, new EpollEvent(events, data), "epoll_ctl EPOLL_CTL_ADD");

    /// <summary>Changes what is waited for, and rearms <see cref="EpollEvents.EPOLLONESHOT"/>.</summary>
    /// <exception cref="LinuxException">ENOENT: it has not been added.</exception>
    public void Modify(FileDescriptor descriptor, EpollEvents events, ulong data) =>
        Control(EpollOperation.EPOLL_CTL_MOD, descriptor, new EpollEvent(events, data), "epoll_ctl EPOLL_CTL_MOD");

    /// <summary>Ceases to wait for a descriptor.</summary>
    /// <exception cref="LinuxException">ENOENT: it has not been added.</exception>
    public void Remove(FileDescriptor descriptor) =>
        Control(EpollOperation.EPOLL_CTL_DEL, descriptor, default, "epoll_ctl EPOLL_CTL_DEL");

    /// <summary>Waits until something happens or the time is over.</summary>
    /// <param name="events">Receives what happened; at least one entry long.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> has no limit, zero does not wait.</param>
    /// <returns>How many entries were filled in; 0 when the time is over.</returns>
    /// <exception cref="LinuxException">EINVAL: <paramref name="events"/> is empty.</exception>
    public int Wait(Span<EpollEvent> events, TimeSpan timeout)
    {
        var deadline = new Deadline(timeout);
        int count;
        fixed (EpollEvent* p = events)
        {
            do
            {
                count = LibC.epoll_wait(this, p, events.Length, deadline.RemainingMs);
            }
            while (LibC.WasInterrupted(count));
        }

        return LinuxException.Check(count, "epoll_wait");
    }

    private void Control(EpollOperation operation, FileDescriptor descriptor, EpollEvent ev, string call) =>
        descriptor.Check(LibC.epoll_ctl(this, operation, descriptor, &ev), call);
}
