using Caisson.Linux;
using Caisson.Linux.Credentials;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Launch;

/// <summary>What is set from outside on a process that can't do it itself: resource limits and the OOM score.</summary>
internal static class ProcessLimits
{
    /// <summary>Sets both.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="process">What config.json says of it.</param>
    /// <param name="warn">Told where a limit had to stay lower.</param>
    internal static void Apply(int processId, ContainerProcess? process, Action<string> warn)
    {
        foreach (ProcessRlimit rlimit in process?.Rlimits ?? [])
        {
            SetLimit(processId, rlimit, warn);
        }

        if (process?.OomScoreAdj is { } adjustment)
        {
            SetOomScore(processId, adjustment, warn);
        }
    }

    // Without CAP_SYS_RESOURCE a hard limit can only go down. A container with the limit that the runtime itself has is
    // better than none: an engine asks for a million descriptors by default.
    private static void SetLimit(int processId, ProcessRlimit rlimit, Action<string> warn)
    {
        var resource = (Rlimit)rlimit.Type;
        var wanted = new ResourceLimit(rlimit.Soft, rlimit.Hard);
        Errno errno = ResourceLimits.TrySet(processId, resource, wanted);
        if (errno == Errno.EPERM)
        {
            ulong hard = ResourceLimits.Get(processId, resource).Hard;
            warn($"{rlimit.Type}: a hard limit of {rlimit.Hard} needs CAP_SYS_RESOURCE; it stays at {hard}");
            errno = ResourceLimits.TrySet(processId, resource, new ResourceLimit(Math.Min(wanted.Soft, hard), Math.Min(wanted.Hard, hard)));
        }

        if (errno != Errno.None)
        {
            throw new ContainerException(
                $"config.json: process.rlimits: {rlimit.Type} soft {rlimit.Soft}, hard {rlimit.Hard}: {LinuxException.Describe(errno)}");
        }
    }

    private static void SetOomScore(int processId, int adjustment, Action<string> warn)
    {
        try
        {
            OomScore.SetAdjustment(processId, adjustment);
        }
        catch (LinuxException e) when (e.Errno is Errno.EACCES or Errno.EPERM)
        {
            // proc_pid_oom_score_adj(5): to go below what it is takes CAP_SYS_RESOURCE.
            warn($"oomScoreAdj: {adjustment} needs CAP_SYS_RESOURCE; it stays as it is");
        }
    }
}
