namespace Caisson.Images.Registry.Http;

/// <summary>Ends a transfer that has come to a standstill, or nearly so.</summary>
internal sealed class StallWatch : IDisposable
{
    // In each period at least so much must come. What is slower takes a day for ten megabytes.
    private const int LeastBytes = 4 << 10;

    private readonly TimeSpan _period;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;
    private int _pendingBytes;

    internal StallWatch(TimeSpan period, TimeProvider time, CancellationToken cancellation)
    {
        _period = period;
        _timer = new CancellationTokenSource(period, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _timer.Token);
    }

    /// <summary>For the calls that transfer.</summary>
    internal CancellationToken Token => _linked.Token;

    /// <summary>Whether it was this that ended the transfer.</summary>
    internal bool HasFired => _timer.IsCancellationRequested;

    /// <summary>Says that bytes have been transferred.</summary>
    internal void Feed(int count)
    {
        _pendingBytes += count;
        if (_pendingBytes >= LeastBytes)
        {
            _pendingBytes = 0;
            _timer.CancelAfter(_period);
        }
    }

    /// <summary>Begins a period anew, whatever has been transferred.</summary>
    internal void Restart(TimeSpan period)
    {
        _pendingBytes = 0;
        _timer.CancelAfter(period);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}
