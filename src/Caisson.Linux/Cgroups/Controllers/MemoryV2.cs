using System.Globalization;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>Version 2's memory controller; Documentation/admin-guide/cgroup-v2.rst, §Memory.</summary>
internal static class MemoryV2
{
    private const string LimitFile = "memory.max";
    private const string SwapFile = "memory.swap.max";
    private const string Max = "max";
    private const long Unlimited = -1;

    /// <summary>Writes what is set.</summary>
    public static void Apply(CgroupDirectory directory, CgroupMemory memory)
    {
        long limit = memory.Limit ?? 0;
        if (memory.CheckBeforeUpdate == true && limit > 0
            && CgroupNumber.Read(directory, "memory.current") is var usage && usage >= (ulong)limit)
        {
            throw new CgroupException(
                $"cgroup: memory: the limit of {limit} bytes is below what is in use, {usage} bytes "
                + "(set at resources.memory.limit with checkBeforeUpdate)");
        }

        ApplySwap(directory, limit, memory.Swap ?? 0);
        if (limit != 0)
        {
            directory.Write(LimitFile, Text(limit));
        }

        if (memory.Reservation is { } reservation and not 0)
        {
            directory.Write("memory.low", Text(reservation));
        }
    }

    // The specification's swap is memory and swap together; this file's is swap alone.
    private static void ApplySwap(CgroupDirectory directory, long limit, long swap)
    {
        if (swap == 0 && limit != Unlimited)
        {
            return;
        }

        string value = swap is 0 or Unlimited ? Max : SwapAlone(directory, limit, swap);
        Errno errno = directory.TryWrite(SwapFile, value);
        if (errno == Errno.ENOENT)
        {
            // Without accounting for swap, no limit is what there is; and no swap at all is as near as can be had.
            if (value is not (Max or "0"))
            {
                throw new CgroupException(
                    "cgroup: memory: the kernel does not account for swap (set at resources.memory.swap)");
            }
        }
        else if (errno != Errno.None)
        {
            throw directory.WriteError(errno, SwapFile, value);
        }
    }

    private static string SwapAlone(CgroupDirectory directory, long limit, long swap)
    {
        ulong memory = limit > 0 ? (ulong)limit
            : limit == 0 ? CgroupNumber.Read(directory, LimitFile)
            : ulong.MaxValue;
        if (memory == ulong.MaxValue)
        {
            throw new CgroupException(
                "cgroup: memory: a limit on swap needs a limit on memory (set at resources.memory.swap)");
        }

        return swap < 0 || (ulong)swap < memory
            ? throw new CgroupException(
                $"cgroup: memory: {swap} bytes for memory and swap together are less than memory's limit, "
                + $"{memory} bytes (set at resources.memory.swap)")
            : ((ulong)swap - memory).ToString(CultureInfo.InvariantCulture);
    }

    private static string Text(long bytes) => bytes == Unlimited ? Max : bytes.ToString(CultureInfo.InvariantCulture);
}
