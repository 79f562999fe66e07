using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Descriptors;

/// <summary>One descriptor that <see cref="Poll"/> waits for: <c>struct pollfd</c>.</summary>
public struct PollEntry
{
    // Not a FileDescriptor: the array goes to the kernel as it is.
    private PollFd _entry;

    /// <summary>An entry.</summary>
    /// <param name="descriptor">
    /// The descriptor, which must stay open while it is waited for; null for an entry that is passed over.
    /// </param>
    /// <param name="events">What to wait for; errors and hang-ups are reported unasked.</param>
    public PollEntry(FileDescriptor? descriptor, PollEvents events)
    {
        // The kernel ignores negative descriptors.
        _entry.fd = descriptor?.Number ?? -1;
        _entry.events = events;
    }

    /// <summary>What happened, after a wait.</summary>
    public readonly PollEvents Happened => _entry.revents;

    /// <summary>Whether reading will not block: there is data, the end, or an error that reading will tell.</summary>
    public readonly bool CanRead =>
        (_entry.revents & (PollEvents.POLLIN | PollEvents.POLLHUP | PollEvents.POLLERR)) != 0;

    /// <summary>Whether writing will not block: there is room, or an error that writing will tell.</summary>
    public readonly bool CanWrite =>
        (_entry.revents & (PollEvents.POLLOUT | PollEvents.POLLHUP | PollEvents.POLLERR)) != 0;
}

/// <summary>
/// Waits for a few descriptors of any kind, regular files included; ppoll(2). A signal does not end the wait.
/// Thread: any. Allocates: never.
/// </summary>
public static unsafe class Poll
{
    /// <summary>Waits until something happens to one of the descriptors or the time is over.</summary>
    /// <param name="entries">The descriptors; <see cref="PollEntry.Happened"/> of each is filled in.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> has no limit, zero does not wait.</param>
    /// <returns>To how many of them something happened; 0 when the time is over.</returns>
    /// <exception cref="LinuxException">EINVAL: more entries than RLIMIT_NOFILE.</exception>
    public static int Wait(Span<PollEntry> entries, TimeSpan timeout)
    {
        var deadline = new Deadline(timeout);
        int count;

        // SAFETY: PollEntry is exactly one PollFd (tested), and ppoll writes no further than entries.Length of them.
        fixed (PollEntry* p = entries)
        {
            do
            {
                int remainingMs = deadline.RemainingMs;
                var limit = TimeSpec.From(TimeSpan.FromMilliseconds(remainingMs));
                count = LibC.ppoll((PollFd*)p, (nuint)entries.Length, remainingMs < 0 ? null : &limit, null);
            }
            while (LibC.WasInterrupted(count));
        }

        return LinuxException.Check(count, "ppoll");
    }

    /// <summary>Waits for one descriptor to have something to read, the end included.</summary>
    /// <returns>False when the time is over.</returns>
    public static bool WaitReadable(FileDescriptor descriptor, TimeSpan timeout)
    {
        var entry = new PollEntry(descriptor, PollEvents.POLLIN);
        bool readable = Wait(new Span<PollEntry>(ref entry), timeout) > 0;
        GC.KeepAlive(descriptor);
        return readable;
    }

    /// <summary>Waits for one descriptor to have room for writing.</summary>
    /// <returns>False when the time is over.</returns>
    public static bool WaitWritable(FileDescriptor descriptor, TimeSpan timeout)
    {
        var entry = new PollEntry(descriptor, PollEvents.POLLOUT);
        bool writable = Wait(new Span<PollEntry>(ref entry), timeout) > 0;
        GC.KeepAlive(descriptor);
        return writable;
    }
}
