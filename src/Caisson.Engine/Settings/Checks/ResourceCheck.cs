using System.Globalization;
using Caisson.Linux.Scheduling;

namespace Caisson.Engine.Settings.Checks;

/// <summary>Checks limits, for new containers and for updates, in dockerd's words.</summary>
internal static class ResourceCheck
{
    private const long MinMemoryBytes = 6 << 20;
    private const long MinCpuMicroseconds = 1000;
    private const long MaxCpuPeriodMicroseconds = 1_000_000;
    private const long Billion = 1_000_000_000;

    /// <summary>Checks limits.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="isUpdate">Whether those that are zero stay as they are.</param>
    /// <returns>What the client should know.</returns>
    /// <exception cref="EngineException">Something is wrong.</exception>
    internal static List<string> Check(ResourceSettings limits, bool isUpdate)
    {
        List<string> warnings = [];
        CheckMemory(limits, isUpdate, warnings);
        CheckCpu(limits, warnings);
        CheckBlockIo(limits);
        foreach (DeviceMapping device in limits.Devices ?? [])
        {
            if (!IsDeviceAccess(device.CgroupPermissions))
            {
                throw ContainerCheck.Invalid($"invalid device mode: {device.CgroupPermissions}");
            }
        }

        foreach (string rule in limits.DeviceCgroupRules ?? [])
        {
            _ = Configuration.DeviceChoice.ParseRule(rule);
        }

        foreach (Ulimit limit in limits.Ulimits ?? [])
        {
            _ = Configuration.Ulimits.Parse(limit);
        }

        return warnings;
    }

    private static void CheckMemory(ResourceSettings limits, bool isUpdate, List<string> warnings)
    {
        if (limits.Memory is not 0 and < MinMemoryBytes)
        {
            throw ContainerCheck.Invalid("Minimum memory limit allowed is 6MB");
        }

        if (limits.Memory > 0 && limits.MemorySwap > 0 && limits.MemorySwap < limits.Memory)
        {
            throw ContainerCheck.Invalid("Minimum memoryswap limit should be larger than memory limit, see usage");
        }

        if (limits.Memory == 0 && limits.MemorySwap > 0 && !isUpdate)
        {
            throw ContainerCheck.Invalid("You should always set the Memory limit when using Memoryswap limit, see usage");
        }

        if (limits.MemorySwappiness is { } swappiness and not -1 && swappiness is < 0 or > 100)
        {
            throw ContainerCheck.Invalid($"Invalid value: {limits.MemorySwappiness}. Memory swappiness range is 0-100");
        }

        if (limits.MemoryReservation is not 0 and < MinMemoryBytes)
        {
            throw ContainerCheck.Invalid("Minimum memory reservation allowed is 6MB");
        }

        if (limits.Memory > 0 && limits.MemoryReservation > 0 && limits.Memory < limits.MemoryReservation)
        {
            throw ContainerCheck.Invalid("Minimum memory limit can not be less than memory reservation limit, see usage");
        }

        if (limits.KernelMemory > 0)
        {
            warnings.Add("Specifying a kernel memory limit is deprecated and has no effect.");
        }

        if (limits.OomKillDisable == true && limits.Memory == 0)
        {
            warnings.Add(
                "OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.");
        }
    }

    private static void CheckCpu(ResourceSettings limits, List<string> warnings)
    {
        if (limits.NanoCpus != 0)
        {
            if (limits.CpuPeriod > 0)
            {
                throw ContainerCheck.Invalid("Conflicting options: Nano CPUs and CPU Period cannot both be set");
            }

            if (limits.CpuQuota > 0)
            {
                throw ContainerCheck.Invalid("Conflicting options: Nano CPUs and CPU Quota cannot both be set");
            }

            int count = Environment.ProcessorCount;
            if (limits.NanoCpus < 0 || limits.NanoCpus > count * Billion)
            {
                throw ContainerCheck.Invalid($"range of CPUs is from 0.01 to {count}.00, as there are only {count} CPUs available");
            }
        }

        if (limits.CpuShares < 0)
        {
            throw ContainerCheck.Invalid($"invalid CPU shares ({limits.CpuShares}): value must be a positive integer");
        }

        if (limits.CpuPeriod is not 0 and (< MinCpuMicroseconds or > MaxCpuPeriodMicroseconds))
        {
            throw ContainerCheck.Invalid("CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        }

        if (limits.CpuQuota is > 0 and < MinCpuMicroseconds)
        {
            throw ContainerCheck.Invalid("CPU cfs quota can not be less than 1ms (i.e. 1000)");
        }

        if (limits.CpuPercent > 0)
        {
            warnings.Add("linux does not support CPU percent. Percent discarded.");
        }

        CheckSet("cpus", "CPUs", limits.CpusetCpus, "/sys/devices/system/cpu/online");
        CheckSet("mems", "memory nodes", limits.CpusetMems, "/sys/devices/system/node/online");
    }

    private static void CheckSet(string name, string plural, string wanted, string availablePath)
    {
        if (wanted.Length == 0)
        {
            return;
        }

        if (!CpuList.TryParse(wanted, out CpuList? set, out _))
        {
            throw ContainerCheck.Invalid($"Invalid value {wanted} for cpuset {name}");
        }

        string available = File.Exists(availablePath) ? File.ReadAllText(availablePath).Trim() : "0";
        if (!CpuList.TryParse(available, out CpuList? all, out _)
            || Enumerable.Range(0, CpuList.MaxCpus).Any(i => set.Contains(i) && !all.Contains(i)))
        {
            throw ContainerCheck.Invalid($"Requested {plural} are not available - requested {wanted}, available: {available}");
        }
    }

    private static void CheckBlockIo(ResourceSettings limits)
    {
        if (limits.BlkioWeight is not 0 and (< 10 or > 1000))
        {
            throw ContainerCheck.Invalid("range of blkio weight is from 10 to 1000");
        }

        foreach (WeightDevice device in limits.BlkioWeightDevice ?? [])
        {
            if (device.Weight is not 0 and (< 10 or > 1000))
            {
                throw ContainerCheck.Invalid(string.Create(CultureInfo.InvariantCulture, $"invalid weight for device: {device.Path}:{device.Weight}"));
            }
        }

        if (limits.IOMaximumBandwidth != 0 || limits.IOMaximumIOps != 0)
        {
            throw ContainerCheck.Invalid("invalid option: linux does not support IOMaximumBandwidth and IOMaximumIOps");
        }
    }

    private static bool IsDeviceAccess(string text) => text.All(c => c is 'r' or 'w' or 'm') && text.Distinct().Count() == text.Length;
}
