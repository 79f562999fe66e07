using System.Globalization;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>Version 1's cpu controller; Documentation/scheduler/sched-bwc.rst, sched-rt-group.rst.</summary>
internal static class CpuV1
{
    private const string PeriodFile = "cpu.cfs_period_us";
    private const string QuotaFile = "cpu.cfs_quota_us";
    private const string BurstFile = "cpu.cfs_burst_us";

    /// <summary>Writes what is set.</summary>
    public static void Apply(CgroupDirectory directory, CgroupCpu cpu)
    {
        // An idle cgroup has no shares to set: it is made ordinary before, or idle after.
        if (cpu.Idle is 0)
        {
            directory.Write("cpu.idle", 0);
        }

        if (cpu.Shares is { } shares and not 0)
        {
            directory.Write("cpu.shares", CpuShares.Checked(shares));
        }

        if (cpu.Idle is { } idle and not 0)
        {
            directory.Write("cpu.idle", idle);
        }

        ApplyBandwidth(directory, cpu);
        if (cpu.RealtimePeriod is { } realtimePeriod and not 0)
        {
            directory.Write("cpu.rt_period_us", realtimePeriod);
        }

        if (cpu.RealtimeRuntime is { } realtimeRuntime and not 0)
        {
            directory.Write("cpu.rt_runtime_us", realtimeRuntime);
        }
    }

    // The kernel checks each value against the others as they are: a period that is too short for the old quota, or a
    // burst that is above it, is refused now and taken once the new quota is there.
    private static void ApplyBandwidth(CgroupDirectory directory, CgroupCpu cpu)
    {
        bool quotaFollows = cpu.Quota is not (null or 0);
        bool periodAgain = cpu.Period is { } period and not 0 && !TryNow(directory, PeriodFile, period, quotaFollows);
        bool burstAgain = cpu.Burst is { } burst && !TryNow(directory, BurstFile, burst, quotaFollows);
        if (quotaFollows)
        {
            directory.Write(QuotaFile, cpu.Quota!.Value);
        }

        if (periodAgain)
        {
            directory.Write(PeriodFile, cpu.Period!.Value);
        }

        if (burstAgain)
        {
            directory.Write(BurstFile, cpu.Burst!.Value);
        }
    }

    private static bool TryNow(CgroupDirectory directory, string file, ulong value, bool mayFail)
    {
        string text = value.ToString(CultureInfo.InvariantCulture);
        Errno errno = directory.TryWrite(file, text);
        return errno == Errno.None
            || (mayFail && errno == Errno.EINVAL ? false : throw directory.WriteError(errno, file, text));
    }
}
