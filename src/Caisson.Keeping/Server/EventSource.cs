using Caisson.Linux.Uapi;

namespace Caisson.Keeping.Server;

/// <summary>Something that a descriptor of the <see cref="EventLoop"/> belongs to.</summary>
internal abstract class EventSource
{
    /// <summary>Its place in the loop; -1 where it is not in it.</summary>
    internal int Slot { get; set; } = -1;

    /// <summary>Whether it waits for its turn.</summary>
    internal bool IsQueued { get; set; }

    /// <summary>Something has happened to its descriptor.</summary>
    internal abstract void OnEvents(EpollEvents events);

    /// <summary>It is its turn: does a bounded amount of work.</summary>
    internal virtual void OnTurn()
    {
    }
}
