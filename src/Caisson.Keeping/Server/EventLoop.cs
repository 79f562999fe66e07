using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Keeping.Server;

/// <summary>
/// Waits for all descriptors of a thread. They are edge-triggered: who is told that there is something takes all of it, in
/// turns with the others.
/// </summary>
internal sealed class EventLoop : IDisposable
{
    private const int EventsAtOnce = 64;

    private readonly Epoll _epoll = new();
    private readonly List<EventSource?> _slots = [];
    private readonly List<uint> _generations = [];
    private readonly Stack<int> _free = new();
    private readonly Queue<EventSource> _turns = new();
    private readonly EpollEvent[] _events = new EpollEvent[EventsAtOnce];

    /// <summary>Where to receive a message, which is taken apart before the next is received.</summary>
    internal byte[] MessageBuffer { get; } = new byte[Protocol.KeeperLimits.MessageBytes];

    /// <summary>Whether <see cref="Run"/> is to return.</summary>
    internal bool IsEnded { get; set; }

    /// <summary>Begins to wait for a descriptor.</summary>
    internal void Add(EventSource source, FileDescriptor descriptor, EpollEvents events)
    {
        int slot;
        if (!_free.TryPop(out slot))
        {
            slot = _slots.Count;
            _slots.Add(null);
            _generations.Add(0);
        }

        try
        {
            _epoll.Add(descriptor, events | EpollEvents.EPOLLET, ((ulong)_generations[slot] << 32) | (uint)slot);
        }
        catch
        {
            _free.Push(slot);
            throw;
        }

        _slots[slot] = source;
        source.Slot = slot;
    }

    /// <summary>Ceases to wait for a descriptor, before it is closed.</summary>
    internal void Remove(EventSource source, FileDescriptor descriptor)
    {
        if (source.Slot < 0)
        {
            return;
        }

        try
        {
            _epoll.Remove(descriptor);
        }
        catch (LinuxException)
        {
            // It is closed already, and so forgotten by the kernel.
        }

        // An event of it that has been taken in already means nobody.
        _generations[source.Slot]++;
        _slots[source.Slot] = null;
        _free.Push(source.Slot);
        source.Slot = -1;
    }

    /// <summary>Gives a source a turn, after those that wait already.</summary>
    internal void Queue(EventSource source)
    {
        if (!source.IsQueued)
        {
            source.IsQueued = true;
            _turns.Enqueue(source);
        }
    }

    /// <summary>Waits and works until <see cref="IsEnded"/>.</summary>
    internal void Run()
    {
        while (!IsEnded)
        {
            Step(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Waits once, unless somebody waits for a turn, and does what there is to do.</summary>
    /// <returns>Whether there was anything.</returns>
    internal bool Step(TimeSpan timeout)
    {
        int count = _epoll.Wait(_events, _turns.Count > 0 ? TimeSpan.Zero : timeout);
        for (int i = 0; i < count; i++)
        {
            ulong data = _events[i].Data;
            int slot = (int)(uint)data;
            if (_generations[slot] == (uint)(data >> 32))
            {
                _slots[slot]?.OnEvents(_events[i].Events);
            }
        }

        int turns = _turns.Count;
        for (int i = 0; i < turns; i++)
        {
            EventSource source = _turns.Dequeue();
            source.IsQueued = false;
            source.OnTurn();
        }

        return count > 0 || turns > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _epoll.Dispose();
}
