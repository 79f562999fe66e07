using System.Globalization;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.CommandLine.Logging;
using Caisson.Runtime.CommandLine.Options;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary>The limits that <c>update</c> takes one by one.</summary>
internal sealed class UpdateOptions
{
    private readonly NumberOption _blkioWeight = new("blkio-weight", "share of the disk's time, from 10 to 1000");
    private readonly TextOption _cpuPeriod = new(
        "cpu-period", "length of a period of CPU time, in microseconds; 0 for the kernel's own");

    private readonly TextOption _cpuQuota = new("cpu-quota", "CPU time in a period, in microseconds");
    private readonly TextOption _cpuBurst = new(
        "cpu-burst", "CPU time that may be saved up for a later period, in microseconds");

    private readonly TextOption _cpuShare = new("cpu-share", "share of the CPU's time against other containers");
    private readonly TextOption _cpuRtPeriod = new(
        "cpu-rt-period", "length of a period of real-time CPU time, in microseconds");

    private readonly TextOption _cpuRtRuntime = new(
        "cpu-rt-runtime", "real-time CPU time in a period, in microseconds");

    private readonly TextOption _cpusetCpus = new("cpuset-cpus", "CPUs to run on (0-2,7)");
    private readonly TextOption _cpusetMems = new("cpuset-mems", "memory nodes to allocate from (0-1)");
    private readonly TextOption _cpuIdle = new(
        "cpu-idle", "1 to run only when nothing else wants the CPU, 0 otherwise");

    private readonly TextOption _kernelMemory = new("kernel-memory", "has no effect") { IsHidden = true };
    private readonly TextOption _kernelMemoryTcp = new("kernel-memory-tcp", "has no effect") { IsHidden = true };
    private readonly TextOption _memory = new("memory", "most memory, in bytes");
    private readonly TextOption _memoryReservation = new(
        "memory-reservation", "memory that is left alone when there is little, in bytes");

    private readonly TextOption _memorySwap = new("memory-swap", "most memory and swap together, in bytes");
    private readonly NumberOption _pidsLimit = new("pids-limit", "most processes");
    private readonly TextOption _l3CacheSchema = new(
        "l3-cache-schema", "Intel RDT: schema of the L3 cache (L3:0=ff;1=f0)");

    private readonly TextOption _memBwSchema = new(
        "mem-bw-schema", "Intel RDT: schema of the memory bandwidth (MB:0=50;1=70)");

    /// <summary>All of them, in the order of the help text.</summary>
    internal Option[] All =>
    [
        _blkioWeight, _cpuPeriod, _cpuQuota, _cpuBurst, _cpuShare, _cpuRtPeriod, _cpuRtRuntime, _cpusetCpus,
        _cpusetMems, _cpuIdle, _kernelMemory, _kernelMemoryTcp, _memory, _memoryReservation, _memorySwap,
        _pidsLimit, _l3CacheSchema, _memBwSchema,
    ];

    /// <summary>Says what cannot be had.</summary>
    internal void WarnOfUnsupported(Log log)
    {
        if (_kernelMemory.ValueOrNull is not null || _kernelMemoryTcp.ValueOrNull is not null)
        {
            log.Warning("limits of kernel memory are ignored: Linux has given them up");
        }
    }

    /// <summary>The limits; null where there is none to change.</summary>
    /// <exception cref="ContainerException">A value cannot be read or is out of range.</exception>
    internal LinuxResources ToResources() => new()
    {
        BlockIO = _blkioWeight.Value == 0 ? null : new BlockIOResources { Weight = Weight() },
        Cpu = OrNull(new CpuResources
        {
            Period = Unsigned(_cpuPeriod),
            Quota = Signed(_cpuQuota),
            Burst = Unsigned(_cpuBurst),
            Shares = Unsigned(_cpuShare),
            RealtimePeriod = Unsigned(_cpuRtPeriod),
            RealtimeRuntime = Signed(_cpuRtRuntime),
            Cpus = _cpusetCpus.ValueOrNull,
            Mems = _cpusetMems.ValueOrNull,
            Idle = Signed(_cpuIdle),
        }),
        Memory = OrNull(new MemoryResources
        {
            Limit = Bytes(_memory),
            Reservation = Bytes(_memoryReservation),
            Swap = Bytes(_memorySwap),
        }),
        Pids = _pidsLimit.Value == 0 ? null : new PidsResources { Limit = _pidsLimit.Value },
    };

    /// <summary>The shares of caches and memory bandwidth; null where there is none to change.</summary>
    internal IntelRdt? ToShares() => _l3CacheSchema.ValueOrNull is null && _memBwSchema.ValueOrNull is null
        ? null
        : new IntelRdt { L3CacheSchema = _l3CacheSchema.ValueOrNull, MemBwSchema = _memBwSchema.ValueOrNull };

    private static CpuResources? OrNull(CpuResources cpu) => cpu == new CpuResources() ? null : cpu;

    private static MemoryResources? OrNull(MemoryResources memory) => memory == new MemoryResources() ? null : memory;

    private ushort Weight() => _blkioWeight.Value is > 0 and <= ushort.MaxValue
        ? (ushort)_blkioWeight.Value
        : throw new ContainerException(
            $"invalid value for {_blkioWeight.Name}: {_blkioWeight.Value} is not between 10 and 1000");

    private static ulong? Unsigned(TextOption option) => option.ValueOrNull is not { } text ? null
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number
        : throw Invalid(option, "a whole number, not negative");

    private static long? Signed(TextOption option) => option.ValueOrNull is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number
        : throw Invalid(option, "a whole number");

    private static long? Bytes(TextOption option) => option.ValueOrNull switch
    {
        null => null,
        "-1" => -1,
        { } text => ByteSize.TryParse(text, out long bytes)
            ? bytes
            : throw Invalid(option, "a size such as 512m, or -1"),
    };

    private static ContainerException Invalid(TextOption option, string expected) =>
        new($"invalid value for {option.Name}: {GoText.Quote(option.Value)} is not {expected}");
}
