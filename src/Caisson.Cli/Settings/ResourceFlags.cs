using System.Text.Json.Nodes;
using Caisson.Cli.Options;

namespace Caisson.Cli.Settings;

/// <summary>The limits that <c>update</c> changes too.</summary>
internal sealed class ResourceFlags : FlagSection
{
    private readonly WholeFlag _blkioWeight = new("blkio-weight", "Block IO (relative weight), between 10 and 1000, or 0 to disable (default 0)") { Word = "uint16" };
    private readonly WholeFlag _cpuPeriod = new("cpu-period", "Limit CPU CFS (Completely Fair Scheduler) period");
    private readonly WholeFlag _cpuQuota = new("cpu-quota", "Limit CPU CFS (Completely Fair Scheduler) quota");
    private readonly WholeFlag _cpuRealtimePeriod = new("cpu-rt-period", "Limit CPU real-time period in microseconds");
    private readonly WholeFlag _cpuRealtimeRuntime = new("cpu-rt-runtime", "Limit CPU real-time runtime in microseconds");
    private readonly WholeFlag _cpuShares = new("cpu-shares", "CPU shares (relative weight)") { Shorthand = 'c' };
    private readonly CpusFlag _cpus = new();
    private readonly TextFlag _cpusetCpus = new("cpuset-cpus", "CPUs in which to allow execution (0-3, 0,1)");
    private readonly TextFlag _cpusetMems = new("cpuset-mems", "MEMs in which to allow execution (0-3, 0,1)");
    private readonly SizeFlag _memory = new("memory", "Memory limit") { Shorthand = 'm' };
    private readonly SizeFlag _memoryReservation = new("memory-reservation", "Memory soft limit");
    private readonly SizeFlag _memorySwap = new("memory-swap", "Swap limit equal to memory plus swap: '-1' to enable unlimited swap") { MayBeUnlimited = true };
    private readonly WholeFlag _pidsLimit = new("pids-limit", "Tune container pids limit (set -1 for unlimited)");

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> All =>
    [
        _blkioWeight, _cpuPeriod, _cpuQuota, _cpuRealtimePeriod, _cpuRealtimeRuntime, _cpuShares, _cpus, _cpusetCpus, _cpusetMems, _memory,
        _memoryReservation, _memorySwap, _pidsLimit,
    ];

    /// <inheritdoc/>
    internal override void Write(JsonObject config, JsonObject host) => host
        .Put("BlkioWeight", _blkioWeight.ValueOrNull)
        .Put("CpuPeriod", _cpuPeriod.ValueOrNull)
        .Put("CpuQuota", _cpuQuota.ValueOrNull)
        .Put("CpuRealtimePeriod", _cpuRealtimePeriod.ValueOrNull)
        .Put("CpuRealtimeRuntime", _cpuRealtimeRuntime.ValueOrNull)
        .Put("CpuShares", _cpuShares.ValueOrNull)
        .Put("NanoCpus", _cpus.Nanos)
        .Put("CpusetCpus", _cpusetCpus.Value)
        .Put("CpusetMems", _cpusetMems.Value)
        .Put("Memory", _memory.Value)
        .Put("MemoryReservation", _memoryReservation.Value)
        .Put("MemorySwap", _memorySwap.Value)
        .Put("PidsLimit", _pidsLimit.ValueOrNull);
}
