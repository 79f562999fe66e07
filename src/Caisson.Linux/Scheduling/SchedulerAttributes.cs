using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Scheduling;

/// <summary>How a thread is scheduled; sched_setattr(2), sched(7).</summary>
public sealed record SchedulerAttributes
{
    /// <summary>The policy.</summary>
    public SchedPolicy Policy { get; init; }

    /// <summary>Flags.</summary>
    public SchedFlags Flags { get; init; }

    /// <summary>-20 (first) to 19, for SCHED_OTHER and SCHED_BATCH.</summary>
    public int Nice { get; init; }

    /// <summary>1 to 99 (first), for SCHED_FIFO and SCHED_RR; else 0.</summary>
    public uint Priority { get; init; }

    /// <summary>SCHED_DEADLINE: processor time in each period, nanoseconds.</summary>
    public ulong RuntimeNs { get; init; }

    /// <summary>SCHED_DEADLINE: by when it must have had it, nanoseconds from the period's start.</summary>
    public ulong DeadlineNs { get; init; }

    /// <summary>SCHED_DEADLINE: the period, nanoseconds.</summary>
    public ulong PeriodNs { get; init; }

    /// <summary>The policy with a name as in sched(7): <c>SCHED_BATCH</c>.</summary>
    /// <returns>False if there is no such policy.</returns>
    public static bool TryParsePolicy(string name, out SchedPolicy policy)
    {
        int number = name switch
        {
            "SCHED_OTHER" => 0,
            "SCHED_FIFO" => 1,
            "SCHED_RR" => 2,
            "SCHED_BATCH" => 3,
            "SCHED_ISO" => 4,
            "SCHED_IDLE" => 5,
            "SCHED_DEADLINE" => 6,
            _ => -1,
        };
        policy = (SchedPolicy)number;
        return number >= 0;
    }

    /// <summary>The flag with a name as in sched_setattr(2): <c>SCHED_FLAG_RESET_ON_FORK</c>.</summary>
    /// <returns>False if there is no such flag.</returns>
    public static bool TryParseFlag(string name, out SchedFlags flag)
    {
        flag = name switch
        {
            "SCHED_FLAG_RESET_ON_FORK" => SchedFlags.SCHED_FLAG_RESET_ON_FORK,
            "SCHED_FLAG_RECLAIM" => SchedFlags.SCHED_FLAG_RECLAIM,
            "SCHED_FLAG_DL_OVERRUN" => SchedFlags.SCHED_FLAG_DL_OVERRUN,
            "SCHED_FLAG_KEEP_POLICY" => SchedFlags.SCHED_FLAG_KEEP_POLICY,
            "SCHED_FLAG_KEEP_PARAMS" => SchedFlags.SCHED_FLAG_KEEP_PARAMS,
            "SCHED_FLAG_UTIL_CLAMP_MIN" => SchedFlags.SCHED_FLAG_UTIL_CLAMP_MIN,
            "SCHED_FLAG_UTIL_CLAMP_MAX" => SchedFlags.SCHED_FLAG_UTIL_CLAMP_MAX,
            _ => SchedFlags.None,
        };
        return flag != SchedFlags.None;
    }

    /// <summary>How a thread is scheduled now.</summary>
    /// <param name="threadId">A thread; 0 for the caller.</param>
    public static unsafe SchedulerAttributes Get(int threadId)
    {
        SchedAttr attributes = default;
        LinuxException.Check(
            LibC.sched_getattr((nint)SyscallNumber.SYS_sched_getattr, threadId, &attributes, sizeof(SchedAttr), 0),
            "sched_getattr");
        return new SchedulerAttributes
        {
            Policy = (SchedPolicy)attributes.sched_policy,
            Flags = (SchedFlags)attributes.sched_flags,
            Nice = attributes.sched_nice,
            Priority = attributes.sched_priority,
            RuntimeNs = attributes.sched_runtime,
            DeadlineNs = attributes.sched_deadline,
            PeriodNs = attributes.sched_period,
        };
    }

    /// <summary>Schedules a thread like this.</summary>
    /// <param name="threadId">A thread; 0 for the caller.</param>
    /// <exception cref="LinuxException">
    /// EINVAL: no such policy or flag, or values that do not fit the policy; EPERM: CAP_SYS_NICE is missing, or the
    /// thread's processors are restricted (SCHED_DEADLINE); EBUSY: no bandwidth left (SCHED_DEADLINE).
    /// </exception>
    public unsafe void ApplyTo(int threadId)
    {
        SchedAttr attributes = ToNative();
        if (LibC.sched_setattr((nint)SyscallNumber.SYS_sched_setattr, threadId, &attributes, 0) < 0)
        {
            LinuxException.ThrowLast("sched_setattr", $"{Policy}, nice {Nice}, priority {Priority}");
        }
    }

    internal unsafe SchedAttr ToNative() => new()
    {
        size = (uint)sizeof(SchedAttr),
        sched_policy = (uint)Policy,
        sched_flags = (ulong)Flags,
        sched_nice = Nice,
        sched_priority = Priority,
        sched_runtime = RuntimeNs,
        sched_deadline = DeadlineNs,
        sched_period = PeriodNs,
    };
}
