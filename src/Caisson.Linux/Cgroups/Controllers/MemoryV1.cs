using System.Globalization;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>Version 1's memory controller; Documentation/admin-guide/cgroup-v1/memory.rst.</summary>
internal static class MemoryV1
{
    private const string LimitFile = "memory.limit_in_bytes";
    private const string SwapFile = "memory.memsw.limit_in_bytes";
    private const long Unlimited = -1;
    private const long SwappinessMax = 100;

    /// <summary>Writes what is set.</summary>
    public static void Apply(CgroupDirectory directory, CgroupMemory memory)
    {
        long limit = memory.Limit ?? 0;
        long swap = memory.Swap ?? 0;
        if (limit == Unlimited && swap == 0 && directory.TryRead(SwapFile, out _) is not null)
        {
            // Memory without limit below a limit on memory and swap together would be no change at all.
            swap = Unlimited;
        }

        ApplyLimits(directory, limit, swap);
        if (memory.Reservation is { } reservation and not 0)
        {
            directory.Write("memory.soft_limit_in_bytes", reservation);
        }

        if (memory.DisableOomKiller == true)
        {
            directory.Write("memory.oom_control", 1);
        }

        if (memory.Swappiness is { } swappiness and not -1)
        {
            if (swappiness is < 0 or > SwappinessMax)
            {
                throw new CgroupException(
                    $"cgroup: memory: swappiness {swappiness} is not in 0 to {SwappinessMax} "
                    + "(set at resources.memory.swappiness)");
            }

            directory.Write("memory.swappiness", swappiness);
        }
    }

    // At every moment the kernel wants: limit <= limit with swap. So what grows, grows from above, and what shrinks,
    // shrinks from below.
    private static void ApplyLimits(CgroupDirectory directory, long limit, long swap)
    {
        bool swapFirst = limit != 0 && swap != 0
            && (swap == Unlimited || CgroupNumber.Read(directory, LimitFile) < (ulong)swap);
        if (swapFirst)
        {
            ApplySwap(directory, swap);
        }

        if (limit != 0)
        {
            ApplyLimit(directory, limit);
        }

        if (swap != 0 && !swapFirst)
        {
            ApplySwap(directory, swap);
        }
    }

    private static void ApplyLimit(CgroupDirectory directory, long limit)
    {
        string value = limit.ToString(CultureInfo.InvariantCulture);
        Errno errno = directory.TryWrite(LimitFile, value);
        if (errno == Errno.EBUSY)
        {
            throw new CgroupException(
                $"cgroup: memory: the limit of {limit} bytes is below what is in use: "
                + $"{CgroupNumber.Read(directory, "memory.usage_in_bytes")} bytes now, "
                + $"{CgroupNumber.Read(directory, "memory.max_usage_in_bytes")} at most so far "
                + "(set at resources.memory.limit)");
        }

        if (errno != Errno.None)
        {
            throw directory.WriteError(errno, LimitFile, value);
        }
    }

    private static void ApplySwap(CgroupDirectory directory, long swap)
    {
        string value = swap.ToString(CultureInfo.InvariantCulture);
        Errno errno = directory.TryWrite(SwapFile, value);
        if (errno != Errno.None)
        {
            throw errno == Errno.ENOENT
                ? new CgroupException(
                    "cgroup: memory: the kernel does not account for swap (set at resources.memory.swap)")
                : directory.WriteError(errno, SwapFile, value);
        }
    }
}
