using System.Runtime.InteropServices;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Descriptors;

/// <summary>
/// What an <see cref="Epoll"/> reports: <c>struct epoll_event</c>, which is packed to 12 bytes on x86-64;
/// <c>linux/eventpoll.h</c>.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct EpollEvent
{
    internal EpollEvent(EpollEvents events, ulong data)
    {
        Events = events;
        Data = data;
    }

    /// <summary>What has happened.</summary>
    public EpollEvents Events { get; }

    /// <summary>The value that the descriptor was added with.</summary>
    public ulong Data { get; }
}
