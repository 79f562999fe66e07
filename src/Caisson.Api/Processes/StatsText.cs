using System.Globalization;
using Caisson.Engine.Containers;
using Caisson.Engine.Processes;
using Caisson.Linux.Cgroups.Statistics;

namespace Caisson.Api.Processes;

/// <summary>What a container uses, in the words of the API.</summary>
internal static class StatsText
{
    /// <summary>The answer for a container that does not run.</summary>
    internal static StatsAnswer Nothing(Container container) => new() { Name = "/" + container.Name, Id = container.Id };

    /// <summary>The answer.</summary>
    /// <param name="container">The container.</param>
    /// <param name="usage">What it uses.</param>
    /// <param name="before">The answer the time before, where there was one.</param>
    internal static StatsAnswer Of(Container container, ContainerUsage usage, StatsAnswer? before)
    {
        CgroupStats stats = usage.Sandbox.Cgroup;
        bool isVersion2 = usage.Sandbox.IsVersion2;
        return new StatsAnswer
        {
            Name = "/" + container.Name,
            Id = container.Id,
            Read = Time(usage.Sandbox.At),
            PreviousRead = before?.Read ?? StatsAnswer.NoTime,
            Pids = new PidsFigures { Current = stats.Pids.Current, Limit = stats.Pids.Limit == 0 ? ulong.MaxValue : stats.Pids.Limit },
            BlockIo = BlockIoFigures.Of(stats.BlockIo, isVersion2),
            Cpu = Cpu(usage),
            PreviousCpu = before?.Cpu ?? new CpuFigures(),
            Memory = Memory(usage),
            Networks = usage.Networks?.ToDictionary(static i => i.Name, Network, StringComparer.Ordinal),
        };
    }

    private static CpuFigures Cpu(ContainerUsage usage)
    {
        CgroupCpuStats cpu = usage.Sandbox.Cgroup.Cpu;
        return new CpuFigures
        {
            Usage = new CpuUsageFigures
            {
                Total = cpu.TotalNs,
                Kernel = cpu.KernelNs,
                User = cpu.UserNs,
                ByCpu = usage.Sandbox.IsVersion2 ? null : cpu.PerCpuNs,
            },
            SystemUsage = usage.SystemCpuNs,
            OnlineCpus = (uint)usage.OnlineCpus,
            Throttling = new ThrottlingFigures
            {
                Periods = cpu.Periods,
                ThrottledPeriods = cpu.ThrottledPeriods,
                ThrottledTime = cpu.ThrottledNs,
            },
        };
    }

    private static MemoryFigures Memory(ContainerUsage usage)
    {
        CgroupMemoryStats memory = usage.Sandbox.Cgroup.Memory;
        bool isVersion2 = usage.Sandbox.IsVersion2;
        return new MemoryFigures
        {
            Usage = memory.Usage.Current,
            MaxUsage = isVersion2 ? 0 : memory.Usage.Max,
            Stats = memory.Raw,
            FailCount = isVersion2 ? 0 : memory.Usage.FailCount,
            Limit = memory.Usage.Limit == 0 || memory.Usage.Limit > usage.HostMemoryBytes ? usage.HostMemoryBytes : memory.Usage.Limit,
        };
    }

    private static NetworkFigures Network(InterfaceCounters counters) => new()
    {
        ReceivedBytes = counters.ReceivedBytes,
        ReceivedPackets = counters.ReceivedPackets,
        ReceiveErrors = counters.ReceiveErrors,
        ReceiveDrops = counters.ReceiveDrops,
        SentBytes = counters.SentBytes,
        SentPackets = counters.SentPackets,
        SendErrors = counters.SendErrors,
        SendDrops = counters.SendDrops,
    };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
