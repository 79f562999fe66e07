using System.Runtime.InteropServices;

namespace Caisson.Linux.Uapi;

/// <summary>Clocks of clock_gettime(2); <c>linux/time.h</c>.</summary>
public enum ClockId
{
    /// <summary>Wall-clock time: can be set, jumps.</summary>
    CLOCK_REALTIME = 0,

    /// <summary>Time since some point in the past, never set back; stands still while the machine is suspended.</summary>
    CLOCK_MONOTONIC = 1,

    /// <summary>As <see cref="CLOCK_MONOTONIC"/>, and goes on while the machine is suspended.</summary>
    CLOCK_BOOTTIME = 7,
}

/// <summary>Flags of timerfd_create(2) and timerfd_settime(2); <c>linux/timerfd.h</c>.</summary>
[Flags]
internal enum TimerFdFlags
{
    None = 0,
    TFD_TIMER_ABSTIME = 1,
    TFD_NONBLOCK = 0x800,
    TFD_CLOEXEC = 0x80000,
}

/// <summary><c>struct timespec</c> of 64-bit machines.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec
{
    internal long tv_sec;
    internal long tv_nsec;

    /// <summary>A duration; a negative one becomes zero.</summary>
    internal static TimeSpec From(TimeSpan span)
    {
        long ticks = Math.Max(0, span.Ticks);
        return new TimeSpec
        {
            tv_sec = ticks / TimeSpan.TicksPerSecond,
            tv_nsec = ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick,
        };
    }

    /// <summary>The duration, rounded down to 100 ns.</summary>
    internal readonly TimeSpan ToTimeSpan() =>
        TimeSpan.FromTicks((tv_sec * TimeSpan.TicksPerSecond) + (tv_nsec / TimeSpan.NanosecondsPerTick));
}

/// <summary><c>struct itimerspec</c>; timerfd_settime(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ITimerSpec
{
    internal TimeSpec it_interval;
    internal TimeSpec it_value;
}
