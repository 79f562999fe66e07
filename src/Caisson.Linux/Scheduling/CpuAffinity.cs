using Caisson.Linux.Native;

namespace Caisson.Linux.Scheduling;

/// <summary>The processors that a thread may run on; sched_setaffinity(2).</summary>
public static unsafe class CpuAffinity
{
    /// <summary>Sets them.</summary>
    /// <param name="threadId">A thread (a process's number names its main thread); 0 for the caller.</param>
    /// <param name="cpus">At least one that exists and that the thread's cpuset allows.</param>
    /// <exception cref="LinuxException">EINVAL: none of them can be used; EPERM; ESRCH.</exception>
    public static void Set(int threadId, CpuList cpus)
    {
        fixed (byte* mask = cpus.Mask)
        {
            LinuxException.Check(LibC.sched_setaffinity(threadId, cpus.Mask.Length, mask), "sched_setaffinity");
        }
    }

    /// <summary>Whether a thread may run on a processor.</summary>
    public static bool Contains(int threadId, int cpu)
    {
        byte* mask = stackalloc byte[CpuList.MaxCpus / 8];
        LinuxException.Check(LibC.sched_getaffinity(threadId, CpuList.MaxCpus / 8, mask), "sched_getaffinity");
        return cpu is >= 0 and < CpuList.MaxCpus && (mask[cpu / 8] >> (cpu % 8) & 1) != 0;
    }
}
