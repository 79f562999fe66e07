using System.Diagnostics;

namespace Caisson.Linux.Descriptors;

/// <summary>When to stop waiting, so that a wait which signals interrupt does not begin anew each time.</summary>
internal readonly struct Deadline
{
    private readonly long _end;

    /// <summary>Begins to count now.</summary>
    /// <param name="timeout">How long; <see cref="Timeout.InfiniteTimeSpan"/> has no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, and not infinite.</exception>
    internal Deadline(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            _end = long.MaxValue;
            return;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        _end = timeout == TimeSpan.Zero
            ? 0
            : (long)Math.Min(Stopwatch.GetTimestamp() + (timeout.TotalSeconds * Stopwatch.Frequency), long.MaxValue / 2);
    }

    /// <summary>What is left for poll(2) and epoll_wait(2), in milliseconds: -1 without limit, 0 when it is over.</summary>
    internal int RemainingMs
    {
        get
        {
            if (_end is long.MaxValue or 0)
            {
                return _end == 0 ? 0 : -1;
            }

            // Environment.TickCount64 would be up to 4 ms late. Rounded up, because the caller of a wait that ends
            // before its time spins through the last millisecond.
            double remaining = (double)(_end - Stopwatch.GetTimestamp()) / Stopwatch.Frequency * 1000;
            return (int)Math.Clamp(Math.Ceiling(remaining), 0, int.MaxValue);
        }
    }
}
