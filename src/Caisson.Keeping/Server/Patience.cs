using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Keeping.Server;

/// <summary>A moment to come.</summary>
internal sealed class Patience : EventSource, IDisposable
{
    private readonly TimerFd _timer = new();
    private readonly Action _over;

    internal Patience(EventLoop loop, Action over)
    {
        _over = over;
        loop.Add(this, _timer, EpollEvents.EPOLLIN);
    }

    /// <summary>Begins to wait, in place of what was waited for before.</summary>
    internal void Begin(TimeSpan time) => _timer.Arm(time);

    /// <summary>Nothing is waited for any more.</summary>
    internal void End() => _timer.Disarm();

    /// <inheritdoc/>
    internal override void OnEvents(EpollEvents events)
    {
        if (_timer.TryTake(out _))
        {
            _over();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
