using System.Globalization;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>Version 2's cpu controller; Documentation/admin-guide/cgroup-v2.rst, §CPU.</summary>
internal static class CpuV2
{
    private const string MaxFile = "cpu.max";
    private const string BurstFile = "cpu.max.burst";

    /// <summary>Writes what is set.</summary>
    public static void Apply(CgroupDirectory directory, CgroupCpu cpu)
    {
        // An idle cgroup has no weight to set: it is made ordinary before, or idle after.
        if (cpu.Idle is 0)
        {
            directory.Write("cpu.idle", 0);
        }

        if (cpu.Shares is { } shares and not 0)
        {
            directory.Write("cpu.weight", CpuShares.ToWeight(shares));
        }

        if (cpu.Idle is { } idle and not 0)
        {
            directory.Write("cpu.idle", idle);
        }

        // A burst above the old quota is refused now and taken once the new quota is there.
        bool quotaFollows = cpu.Quota is not (null or 0);
        bool burstAgain = cpu.Burst is { } burst && !TryBurst(directory, burst, quotaFollows);
        ApplyBandwidth(directory, cpu);
        if (burstAgain)
        {
            directory.Write(BurstFile, cpu.Burst!.Value);
        }
    }

    private static void ApplyBandwidth(CgroupDirectory directory, CgroupCpu cpu)
    {
        long quota = cpu.Quota ?? 0;
        ulong period = cpu.Period ?? 0;
        if (quota == 0 && period == 0)
        {
            return;
        }

        // "QUOTA PERIOD"; a quota alone leaves the period, but there is no way to write a period alone.
        string value = quota > 0
            ? quota.ToString(CultureInfo.InvariantCulture)
            : quota < 0 ? "max"
            : PresentQuota(directory);
        directory.Write(MaxFile, period == 0 ? value : $"{value} {period.ToString(CultureInfo.InvariantCulture)}");
    }

    private static string PresentQuota(CgroupDirectory directory)
    {
        string present = directory.Read(MaxFile);
        int space = present.IndexOf(' ');
        return space > 0 ? present[..space] : "max";
    }

    private static bool TryBurst(CgroupDirectory directory, ulong value, bool mayFail)
    {
        string text = value.ToString(CultureInfo.InvariantCulture);
        Errno errno = directory.TryWrite(BurstFile, text);
        return errno == Errno.None
            || (mayFail && errno == Errno.EINVAL ? false : throw directory.WriteError(errno, BurstFile, text));
    }
}
