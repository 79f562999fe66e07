namespace Caisson.Images.Registry.Http;

/// <summary>Ends a transfer that has come to a standstill, or nearly so.</summary>
internal sealed class StallWatch : IDisposable
{
    // In each period at least so much must come or go. What is slower takes a day for ten megabytes.
    private const int LeastBytes = 4 << 10;

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;
    private TimeSpan _period;
    private TimeSpan _left;
    private long _since;
    private int _pendingBytes;

    /// <summary>Begins to watch.</summary>
    /// <param name="period">How long a standstill may last.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the transfer too.</param>
    internal StallWatch(TimeSpan period, TimeProvider time, CancellationToken cancellation)
    {
        _time = time;
        _period = period;
        _timer = new CancellationTokenSource(period, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _timer.Token);
    }

    /// <summary>For the calls that transfer.</summary>
    internal CancellationToken Token => _linked.Token;

    /// <summary>Whether it was this that ended the transfer.</summary>
    internal bool HasFired => _timer.IsCancellationRequested;

    /// <summary>Says that bytes have gone, and that more will.</summary>
    internal void Feed(int count)
    {
        _pendingBytes += count;
        if (_pendingBytes >= LeastBytes)
        {
            Restart(_period);
        }
    }

    /// <summary>Begins a period anew.</summary>
    internal void Restart(TimeSpan period)
    {
        _period = period;
        _pendingBytes = 0;
        _timer.CancelAfter(period);
    }

    /// <summary>Stops the clock until <see cref="Resume"/>, with a period that is all left.</summary>
    internal void Rest(TimeSpan period)
    {
        _period = period;
        _left = period;
        _pendingBytes = 0;
        _timer.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Lets the clock run: the other side is to do something now.</summary>
    internal void Resume()
    {
        _since = _time.GetTimestamp();
        _timer.CancelAfter(_left);
    }

    /// <summary>Stops the clock: it has done something, and what we make of it is not its fault.</summary>
    /// <param name="count">Bytes that have come.</param>
    internal void Pause(int count)
    {
        _pendingBytes += count;
        if (_pendingBytes >= LeastBytes)
        {
            Rest(_period);
            return;
        }

        _left -= _time.GetElapsedTime(_since);
        _left = _left > TimeSpan.Zero ? _left : TimeSpan.FromTicks(1);
        _timer.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}
