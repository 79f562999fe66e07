using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Virtio.Devices;

/// <summary>A descriptor that a <see cref="DeviceWorker"/> may wait for.</summary>
public sealed class Watch
{
    private readonly Epoll _epoll;
    private readonly FileDescriptor _descriptor;
    private readonly EpollEvents _events;
    private readonly ulong _key;

    internal Watch(Epoll epoll, FileDescriptor descriptor, EpollEvents events, ulong key, Action handler)
    {
        _epoll = epoll;
        _descriptor = descriptor;
        _events = events;
        _key = key;
        Handler = handler;
    }

    /// <summary>Whether it is waited for.</summary>
    public bool IsActive { get; private set; }

    internal Action Handler { get; }

    /// <summary>Waits for it from now on.</summary>
    /// <exception cref="Caisson.Linux.LinuxException">EPERM: it can't be waited for, as a regular file.</exception>
    public void Resume()
    {
        if (!IsActive)
        {
            _epoll.Add(_descriptor, _events, _key);
            IsActive = true;
        }
    }

    /// <summary>Does not wait for it any more.</summary>
    public void Pause()
    {
        // Taken out as a whole: a hang-up is reported unasked, again and again.
        if (IsActive)
        {
            _epoll.Remove(_descriptor);
            IsActive = false;
        }
    }
}
