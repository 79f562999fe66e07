using Caisson.Engine.Settings;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Configuration;

/// <summary>A container's limits in the words of the runtime specification.</summary>
public static class ResourceChoice
{
    private const ulong NanoCpuPeriod = 100_000;
    private const long NanosecondsInSecond = 1_000_000_000;

    /// <summary>The limits; what is not limited is left out. Device rules are not among them.</summary>
    /// <param name="limits">The settings, checked.</param>
    /// <exception cref="EngineException">A device is not there.</exception>
    public static LinuxResources Of(ResourceSettings limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return new LinuxResources
        {
            Memory = Memory(limits),
            Cpu = Cpu(limits),
            Pids = limits.PidsLimit is { } pids and not 0 ? new PidsResources { Limit = pids < 0 ? -1 : pids } : null,
            BlockIO = BlockIo(limits),
        };
    }

    private static MemoryResources? Memory(ResourceSettings limits)
    {
        MemoryResources memory = new()
        {
            Limit = limits.Memory > 0 ? limits.Memory : null,
            Reservation = limits.MemoryReservation > 0 ? limits.MemoryReservation : null,
            Swap = limits.MemorySwap != 0 ? limits.MemorySwap : null,
            KernelTCP = limits.KernelMemoryTCP > 0 ? limits.KernelMemoryTCP : null,
            Swappiness = limits.MemorySwappiness is >= 0 ? (ulong)limits.MemorySwappiness.Value : null,
            DisableOOMKiller = limits.OomKillDisable == true ? true : null,
        };
        return memory == new MemoryResources() ? null : memory;
    }

    private static CpuResources? Cpu(ResourceSettings limits)
    {
        CpuResources cpu = new()
        {
            Shares = limits.CpuShares > 0 ? (ulong)limits.CpuShares : null,
            Quota = limits.NanoCpus > 0
                ? (long)((Int128)limits.NanoCpus * NanoCpuPeriod / NanosecondsInSecond)
                : limits.CpuQuota != 0 ? limits.CpuQuota : null,
            Period = limits.NanoCpus > 0 ? NanoCpuPeriod : limits.CpuPeriod != 0 ? (ulong)limits.CpuPeriod : null,
            RealtimePeriod = limits.CpuRealtimePeriod != 0 ? (ulong)limits.CpuRealtimePeriod : null,
            RealtimeRuntime = limits.CpuRealtimeRuntime != 0 ? limits.CpuRealtimeRuntime : null,
            Cpus = limits.CpusetCpus.Length > 0 ? limits.CpusetCpus : null,
            Mems = limits.CpusetMems.Length > 0 ? limits.CpusetMems : null,
        };
        return cpu == new CpuResources() ? null : cpu;
    }

    private static BlockIOResources? BlockIo(ResourceSettings limits)
    {
        BlockIOResources io = new()
        {
            Weight = limits.BlkioWeight > 0 ? limits.BlkioWeight : null,
            WeightDevice = limits.BlkioWeightDevice is { Count: > 0 } weights ? [.. weights.Select(Weight)] : null,
            ThrottleReadBpsDevice = Throttles(limits.BlkioDeviceReadBps),
            ThrottleWriteBpsDevice = Throttles(limits.BlkioDeviceWriteBps),
            ThrottleReadIOPSDevice = Throttles(limits.BlkioDeviceReadIOps),
            ThrottleWriteIOPSDevice = Throttles(limits.BlkioDeviceWriteIOps),
        };
        return io == new BlockIOResources() ? null : io;
    }

    private static BlockIOWeightDevice Weight(WeightDevice device)
    {
        (uint major, uint minor) = Number(device.Path);
        return new BlockIOWeightDevice { Major = major, Minor = minor, Weight = device.Weight };
    }

    private static BlockIOThrottleDevice[]? Throttles(IReadOnlyList<ThrottleDevice>? devices)
    {
        if (devices is not { Count: > 0 })
        {
            return null;
        }

        List<BlockIOThrottleDevice> all = [];
        foreach (ThrottleDevice device in devices)
        {
            (uint major, uint minor) = Number(device.Path);
            all.Add(new BlockIOThrottleDevice { Major = major, Minor = minor, Rate = device.Rate });
        }

        return [.. all];
    }

    private static (uint Major, uint Minor) Number(string path) =>
        FileSystem.TryStatus(path) is { Kind: StatMode.S_IFBLK or StatMode.S_IFCHR } status
            ? status.SpecialDevice
            : throw new EngineException(EngineErrorKind.InvalidParameter, $"stat {path}: no such device");
}
