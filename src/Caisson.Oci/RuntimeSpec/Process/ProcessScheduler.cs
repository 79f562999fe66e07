using System.Diagnostics.CodeAnalysis;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>Scheduling attributes; config.md §Linux Process, sched_setattr(2).</summary>
public sealed record ProcessScheduler : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public ProcessScheduler()
    {
    }

    [SetsRequiredMembers]
    internal ProcessScheduler(ref SpecReader json)
    {
        bool hasPolicy = false;
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "policy":
                    Policy = (SchedulerPolicy)json.ReadName(SpecNames.SchedulerPolicies);
                    hasPolicy = true;
                    break;
                case "nice": Nice = json.ReadInt32(); break;
                case "priority": Priority = json.ReadInt32(); break;
                case "flags":
                    Flags = json.ReadArray(
                        static (ref json) => (SchedulerFlags)json.ReadName(SpecNames.SchedulerFlags));
                    break;
                case "runtime": Runtime = json.ReadUInt64(); break;
                case "deadline": Deadline = json.ReadUInt64(); break;
                case "period": Period = json.ReadUInt64(); break;
                default: json.Skip(); break;
            }
        }

        json.Require(hasPolicy, "policy");
    }

    /// <summary>The policy.</summary>
    public required SchedulerPolicy Policy { get; init; }

    /// <summary>-20 to 19, for SCHED_OTHER and SCHED_BATCH.</summary>
    public int Nice { get; init; }

    /// <summary>1 to 99, for SCHED_FIFO and SCHED_RR.</summary>
    public int Priority { get; init; }

    /// <summary>Flags.</summary>
    public SchedulerFlags[]? Flags { get; init; }

    /// <summary>SCHED_DEADLINE: nanoseconds of CPU time in each period.</summary>
    public ulong Runtime { get; init; }

    /// <summary>SCHED_DEADLINE: nanoseconds from a period's begin within which the run time is given.</summary>
    public ulong Deadline { get; init; }

    /// <summary>SCHED_DEADLINE: the period in nanoseconds.</summary>
    public ulong Period { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Name("policy", SpecNames.SchedulerPolicies, (int)Policy);
        json.Number("nice", Nice == 0 ? null : Nice);
        json.Number("priority", Priority == 0 ? null : Priority);
        json.Names("flags", SpecNames.SchedulerFlags, Flags, static value => (int)value);
        json.Number("runtime", Runtime == 0 ? null : Runtime);
        json.Number("deadline", Deadline == 0 ? null : Deadline);
        json.Number("period", Period == 0 ? null : Period);
    }
}

/// <summary>Scheduling policies. Values are the kernel's (linux/sched.h).</summary>
public enum SchedulerPolicy
{
    /// <summary>Time-sharing, the default.</summary>
    SCHED_OTHER = 0,

    /// <summary>Real time, first in first out.</summary>
    SCHED_FIFO = 1,

    /// <summary>Real time, round robin.</summary>
    SCHED_RR = 2,

    /// <summary>Batch.</summary>
    SCHED_BATCH = 3,

    /// <summary>Reserved: known to the specification, implemented by no kernel.</summary>
    SCHED_ISO = 4,

    /// <summary>Very low priority.</summary>
    SCHED_IDLE = 5,

    /// <summary>Earliest deadline first.</summary>
    SCHED_DEADLINE = 6,
}

/// <summary>Flags of sched_setattr(2). Values are the kernel's bits (linux/sched.h).</summary>
[Flags]
public enum SchedulerFlags
{
    /// <summary>Not given.</summary>
    None = 0,

    /// <summary>Children get the default policy.</summary>
    SCHED_FLAG_RESET_ON_FORK = 0x01,

    /// <summary>SCHED_DEADLINE may use bandwidth that others leave.</summary>
    SCHED_FLAG_RECLAIM = 0x02,

    /// <summary>SIGXCPU on an overrun.</summary>
    SCHED_FLAG_DL_OVERRUN = 0x04,

    /// <summary>Leave the policy as it is.</summary>
    SCHED_FLAG_KEEP_POLICY = 0x08,

    /// <summary>Leave the parameters as they are.</summary>
    SCHED_FLAG_KEEP_PARAMS = 0x10,

    /// <summary>Set the lower utilisation clamp.</summary>
    SCHED_FLAG_UTIL_CLAMP_MIN = 0x20,

    /// <summary>Set the upper utilisation clamp.</summary>
    SCHED_FLAG_UTIL_CLAMP_MAX = 0x40,
}
