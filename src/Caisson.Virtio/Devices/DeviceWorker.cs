using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Virtio.Devices;

/// <summary>A device's thread: waits for kicks and other descriptors, and does what each is for.</summary>
/// <remarks>
/// What a handler throws ends the thread, and is told to whoever started it; the process goes on.
/// Thread: made, started and disposed by one; handlers, and <see cref="Watch"/>'s methods, run on the worker itself.
/// </remarks>
public sealed class DeviceWorker : IDisposable
{
    // The kernel shows 15 characters of a thread's name.
    private const int LongestName = 15;
    private const int EventsAtOnce = 8;
    private const ulong StopKey = ulong.MaxValue;

    private readonly Epoll _epoll = new();
    private readonly EventFd _stop = new(nonBlocking: true);
    private readonly List<Watch> _watches = [];
    private Thread? _thread;
    private volatile bool _isStopping;

    internal DeviceWorker() => _epoll.Add(_stop, EpollEvents.EPOLLIN, StopKey);

    /// <summary>Whether a handler that has much to do is to return before it is done.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>Adds a descriptor, for which is not waited before <see cref="Watch.Resume"/>.</summary>
    /// <param name="descriptor">The descriptor, which outlives this worker.</param>
    /// <param name="events">What to wait for.</param>
    /// <param name="handler">What to do then.</param>
    public Watch Add(FileDescriptor descriptor, EpollEvents events, Action handler)
    {
        var watch = new Watch(_epoll, descriptor, events, (ulong)_watches.Count, handler);
        _watches.Add(watch);
        return watch;
    }

    /// <summary>Ends the thread, and waits for its end.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _stop.Signal();
        _thread?.Join();
        _epoll.Dispose();
        _stop.Dispose();
    }

    /// <summary>Starts the thread.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="first">What it does before it waits.</param>
    /// <param name="failed">What is done with an exception, on the thread itself.</param>
    internal void Start(string name, Action first, Action<Exception> failed)
    {
        _thread = new Thread(() =>
        {
            try
            {
                first();
                Run();
            }
            catch (Exception e)
            {
                failed(e);
            }
        })
        {
            Name = name.Length > LongestName ? name[..LongestName] : name,
            IsBackground = true,
        };
        _thread.Start();
    }

    private void Run()
    {
        Span<EpollEvent> events = stackalloc EpollEvent[EventsAtOnce];
        while (true)
        {
            int count = _epoll.Wait(events, Timeout.InfiniteTimeSpan);
            foreach (EpollEvent happened in events[..count])
            {
                if (_isStopping)
                {
                    return;
                }

                // A handler before this one may have paused it.
                Watch watch = _watches[(int)happened.Data];
                if (watch.IsActive)
                {
                    watch.Handler();
                }
            }
        }
    }
}
