using System.Diagnostics;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups;

/// <summary>
/// Waits for what the kernel finishes by itself and announces nowhere: short naps that grow, up to a deadline.
/// </summary>
internal unsafe struct KernelWait
{
    private const int FirstNapUs = 50;
    private const int LongestNapUs = 10_000;

    private readonly long _deadline;
    private int _napUs;

    /// <summary>Starts the clock.</summary>
    public KernelWait(TimeSpan patience)
    {
        _deadline = Stopwatch.GetTimestamp() + (long)(patience.TotalSeconds * Stopwatch.Frequency);
        _napUs = FirstNapUs;
    }

    /// <summary>How much patience is left; zero at the end.</summary>
    public readonly TimeSpan Remaining =>
        TimeSpan.FromSeconds(Math.Max(0, (double)(_deadline - Stopwatch.GetTimestamp()) / Stopwatch.Frequency));

    /// <summary>Naps, twice as long as the last time.</summary>
    /// <returns>False, without a nap, once patience is exhausted.</returns>
    public bool Nap()
    {
        if (Stopwatch.GetTimestamp() >= _deadline)
        {
            return false;
        }

        var nap = TimeSpec.From(TimeSpan.FromMicroseconds(_napUs));
        _ = LibC.nanosleep(&nap, null);
        _napUs = Math.Min(_napUs * 2, LongestNapUs);
        return true;
    }
}
