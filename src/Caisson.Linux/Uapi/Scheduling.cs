using System.Runtime.InteropServices;

namespace Caisson.Linux.Uapi;

/// <summary>Scheduling policies, with the names of <c>linux/sched.h</c>; sched(7).</summary>
public enum SchedPolicy
{
    /// <summary>The ordinary one, which the kernel's headers call SCHED_NORMAL.</summary>
    SCHED_OTHER = 0,

    /// <summary>Real time, first in first out.</summary>
    SCHED_FIFO = 1,

    /// <summary>Real time, in turns.</summary>
    SCHED_RR = 2,

    /// <summary>For batches: as the ordinary one, never interactive.</summary>
    SCHED_BATCH = 3,

    /// <summary>Reserved in the headers; the kernel refuses it.</summary>
    SCHED_ISO = 4,

    /// <summary>When there is nothing else to do.</summary>
    SCHED_IDLE = 5,

    /// <summary>Earliest deadline first.</summary>
    SCHED_DEADLINE = 6,
}

/// <summary>Flags of sched_setattr(2), with the names of <c>linux/sched.h</c>.</summary>
[Flags]
public enum SchedFlags : ulong
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Children start with the ordinary policy.</summary>
    SCHED_FLAG_RESET_ON_FORK = 0x01,

    /// <summary>A deadline thread may use bandwidth that others leave.</summary>
    SCHED_FLAG_RECLAIM = 0x02,

    /// <summary>A deadline thread gets SIGXCPU when it overruns.</summary>
    SCHED_FLAG_DL_OVERRUN = 0x04,

    /// <summary>The policy stays what it is.</summary>
    SCHED_FLAG_KEEP_POLICY = 0x08,

    /// <summary>The parameters stay what they are.</summary>
    SCHED_FLAG_KEEP_PARAMS = 0x10,

    /// <summary>Utilisation is not assumed lower than a minimum.</summary>
    SCHED_FLAG_UTIL_CLAMP_MIN = 0x20,

    /// <summary>Utilisation is not assumed higher than a maximum.</summary>
    SCHED_FLAG_UTIL_CLAMP_MAX = 0x40,
}

/// <summary>Classes of I/O priority, with the names of <c>linux/ioprio.h</c>; ioprio_set(2).</summary>
public enum IoprioClass
{
    /// <summary>None set: it follows the nice value.</summary>
    IOPRIO_CLASS_NONE = 0,

    /// <summary>Real time: first access to the disk, whatever else waits.</summary>
    IOPRIO_CLASS_RT = 1,

    /// <summary>Best effort, the ordinary one.</summary>
    IOPRIO_CLASS_BE = 2,

    /// <summary>When nobody else wants the disk.</summary>
    IOPRIO_CLASS_IDLE = 3,
}

/// <summary><c>struct sched_attr</c> of <c>linux/sched/types.h</c>, its first version (48 bytes); sched_setattr(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SchedAttr
{
    internal uint size;
    internal uint sched_policy;
    internal ulong sched_flags;
    internal int sched_nice;
    internal uint sched_priority;
    internal ulong sched_runtime;
    internal ulong sched_deadline;
    internal ulong sched_period;
}
