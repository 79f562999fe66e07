namespace Caisson.Oci.RuntimeSpec.Validation;

/// <summary>Rules for process.scheduler; sched_setattr(2).</summary>
internal static class SchedulerRules
{
    internal static void Check(ProcessScheduler? scheduler, Findings findings)
    {
        if (scheduler is null)
        {
            return;
        }

        findings.Range(scheduler.Nice, -20, 19, "scheduler.nice");
        if (scheduler.Policy is SchedulerPolicy.SCHED_FIFO or SchedulerPolicy.SCHED_RR)
        {
            findings.Range(scheduler.Priority, 1, 99, "scheduler.priority");
        }
        else if (scheduler.Priority != 0)
        {
            findings.Throw("scheduler.priority", "is for SCHED_FIFO and SCHED_RR only");
        }

        if (scheduler.Policy == SchedulerPolicy.SCHED_DEADLINE)
        {
            Deadline(scheduler, findings);
        }
        else if (scheduler.Runtime != 0 || scheduler.Deadline != 0 || scheduler.Period != 0)
        {
            findings.Throw("scheduler", "runtime, deadline and period are for SCHED_DEADLINE only");
        }
    }

    private static void Deadline(ProcessScheduler scheduler, Findings findings)
    {
        // A period of 0 stands for the deadline.
        ulong period = scheduler.Period == 0 ? scheduler.Deadline : scheduler.Period;
        if (scheduler.Runtime == 0 || scheduler.Runtime > scheduler.Deadline || scheduler.Deadline > period)
        {
            findings.Throw("scheduler", "SCHED_DEADLINE needs 0 < runtime <= deadline <= period");
        }
    }
}
