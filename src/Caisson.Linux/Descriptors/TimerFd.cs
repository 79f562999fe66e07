using System.Runtime.InteropServices;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Descriptors;

/// <summary>A timer that can be waited for; timerfd_create(2). It is disarmed at first, and non-blocking.</summary>
/// <remarks>Thread: any. Allocates: never.</remarks>
public sealed unsafe class TimerFd : FileDescriptor
{
    /// <summary>A timer.</summary>
    /// <param name="clock">What it counts in.</param>
    /// <exception cref="LinuxException">EMFILE, ENFILE.</exception>
    public TimerFd(ClockId clock = ClockId.CLOCK_MONOTONIC)
        : base(LinuxException.Check(
            LibC.timerfd_create(clock, TimerFdFlags.TFD_CLOEXEC | TimerFdFlags.TFD_NONBLOCK), "timerfd_create"))
    {
    }

    /// <summary>Arms the timer, in place of what it was armed for before.</summary>
    /// <param name="delay">From now to the first expiration; zero or less expires at once.</param>
    /// <param name="interval">Between further expirations; zero for none.</param>
    /// <exception cref="LinuxException">EINVAL.</exception>
    public void Arm(TimeSpan delay, TimeSpan interval = default) =>

        // The kernel takes a zero delay as "disarm".
        Set(delay <= TimeSpan.Zero ? TimeSpan.FromTicks(1) : delay, interval);

    /// <summary>Disarms the timer; expirations that were not taken are forgotten.</summary>
    public void Disarm() => Set(TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Takes the number of expirations since the last time.</summary>
    /// <returns>False if there were none.</returns>
    public bool TryTake(out ulong expirations)
    {
        expirations = 0;
        return this.TryRead(MemoryMarshal.AsBytes(new Span<ulong>(ref expirations)), out _);
    }

    private void Set(TimeSpan delay, TimeSpan interval)
    {
        var value = new ITimerSpec { it_value = TimeSpec.From(delay), it_interval = TimeSpec.From(interval) };
        this.Check(LibC.timerfd_settime(this, TimerFdFlags.None, &value, null), "timerfd_settime");
    }
}
