using System.Globalization;
using Caisson.Engine;
using Caisson.Engine.Containers;
using Caisson.Engine.Processes;
using Caisson.Linux;
using Caisson.Linux.Cgroups.Statistics;

namespace Caisson.Api.Metrics;

/// <summary>What running containers use, under the names that cAdvisor has for it.</summary>
internal static class ContainerMetrics
{
    private const double NanosecondsPerSecond = 1e9;

    private static readonly (string Name, string Help, Func<CgroupStats, ContainerUsage, double> Value)[] Simple =
    [
        ("container_cpu_usage_seconds_total", "Cumulative cpu time consumed in seconds.", (s, _) => s.Cpu.TotalNs / NanosecondsPerSecond),
        ("container_cpu_user_seconds_total", "Cumulative user cpu time consumed in seconds.", (s, _) => s.Cpu.UserNs / NanosecondsPerSecond),
        ("container_cpu_system_seconds_total", "Cumulative system cpu time consumed in seconds.", (s, _) => s.Cpu.KernelNs / NanosecondsPerSecond),
        ("container_cpu_cfs_periods_total", "Number of elapsed enforcement period intervals.", (s, _) => s.Cpu.Periods),
        ("container_cpu_cfs_throttled_periods_total", "Number of throttled period intervals.", (s, _) => s.Cpu.ThrottledPeriods),
        ("container_cpu_cfs_throttled_seconds_total", "Total time duration the container has been throttled.", (s, _) => s.Cpu.ThrottledNs / NanosecondsPerSecond),
        ("container_memory_usage_bytes", "Current memory usage in bytes, including all memory regardless of when it was accessed.", (s, _) => s.Memory.Usage.Current),
        ("container_memory_max_usage_bytes", "Maximum memory usage recorded in bytes.", (s, _) => s.Memory.Usage.Max),
        ("container_memory_working_set_bytes", "Current working set in bytes.", (s, u) => WorkingSet(s, u.Sandbox.IsVersion2)),
        ("container_memory_cache", "Number of bytes of page cache memory.", (s, _) => s.Memory.Cache),
        ("container_memory_rss", "Size of RSS in bytes.", (s, u) => Raw(s, u.Sandbox.IsVersion2 ? "anon" : "total_rss")),
        ("container_memory_failcnt", "Number of memory usage hits limits.", (s, _) => s.Memory.Usage.FailCount),
        ("container_oom_events_total", "Count of out of memory events observed for the container.", (s, _) => s.Memory.OomKills),
        ("container_spec_memory_limit_bytes", "Memory limit for the container.", (s, u) => s.Memory.Usage.Limit > u.HostMemoryBytes ? 0 : s.Memory.Usage.Limit),
        ("container_processes", "Number of processes running inside the container.", (s, _) => s.Pids.Current),
    ];

    private static readonly (string Name, string Help, Func<InterfaceCounters, double> Value)[] Interfaces =
    [
        ("container_network_receive_bytes_total", "Cumulative count of bytes received.", i => i.ReceivedBytes),
        ("container_network_receive_packets_total", "Cumulative count of packets received.", i => i.ReceivedPackets),
        ("container_network_receive_errors_total", "Cumulative count of errors encountered while receiving.", i => i.ReceiveErrors),
        ("container_network_receive_packets_dropped_total", "Cumulative count of packets dropped while receiving.", i => i.ReceiveDrops),
        ("container_network_transmit_bytes_total", "Cumulative count of bytes transmitted.", i => i.SentBytes),
        ("container_network_transmit_packets_total", "Cumulative count of packets transmitted.", i => i.SentPackets),
        ("container_network_transmit_errors_total", "Cumulative count of errors encountered while transmitting.", i => i.SendErrors),
        ("container_network_transmit_packets_dropped_total", "Cumulative count of packets dropped while transmitting.", i => i.SendDrops),
    ];

    private static readonly (string Name, string Operation, string Help)[] Devices =
    [
        ("container_fs_reads_bytes_total", "read", "Cumulative count of bytes read."),
        ("container_fs_writes_bytes_total", "write", "Cumulative count of bytes written."),
    ];

    /// <summary>Asks every running container, and writes what it says.</summary>
    internal static async Task WriteAsync(PrometheusText text, EngineHost host, CancellationToken cancellation)
    {
        List<(Container Container, ContainerUsage Usage)> all = [];
        foreach (Container container in host.Containers.Store.All.Where(c => c.State.IsRunning))
        {
            if (await TryAskAsync(host, container, cancellation).ConfigureAwait(false) is { } usage)
            {
                all.Add((container, usage));
            }
        }

        foreach ((string name, string help, Func<CgroupStats, ContainerUsage, double> value) in Simple)
        {
            text.Begin(name, name.EndsWith("_total", StringComparison.Ordinal) ? "counter" : "gauge", help);
            foreach ((Container container, ContainerUsage usage) in all)
            {
                text.Add(name, value(usage.Sandbox.Cgroup, usage), Labels(container));
            }
        }

        WriteInterfaces(text, all);
        WriteDevices(text, all);
        WriteStarts(text, all);
    }

    private static async Task<ContainerUsage?> TryAskAsync(EngineHost host, Container container, CancellationToken cancellation)
    {
        try
        {
            return await host.Processes.UsageAsync(container, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is EngineException or LinuxException or IOException)
        {
            // It has ended meanwhile; the others still count.
            return null;
        }
    }

    private static void WriteInterfaces(PrometheusText text, List<(Container Container, ContainerUsage Usage)> all)
    {
        foreach ((string name, string help, Func<InterfaceCounters, double> value) in Interfaces)
        {
            text.Begin(name, "counter", help);
            foreach ((Container container, ContainerUsage usage) in all)
            {
                foreach (InterfaceCounters counters in usage.Networks ?? [])
                {
                    text.Add(name, value(counters), [.. Labels(container), ("interface", counters.Name)]);
                }
            }
        }
    }

    private static void WriteDevices(PrometheusText text, List<(Container Container, ContainerUsage Usage)> all)
    {
        foreach ((string name, string operation, string help) in Devices)
        {
            text.Begin(name, "counter", help);
            foreach ((Container container, ContainerUsage usage) in all)
            {
                foreach (CgroupBlockIoEntry entry in usage.Sandbox.Cgroup.BlockIo.ServiceBytes
                    .Where(e => string.Equals(e.Operation, operation, StringComparison.OrdinalIgnoreCase)))
                {
                    string device = string.Create(CultureInfo.InvariantCulture, $"{entry.Major}:{entry.Minor}");
                    text.Add(name, entry.Value, [.. Labels(container), ("device", device)]);
                }
            }
        }
    }

    private static void WriteStarts(PrometheusText text, List<(Container Container, ContainerUsage Usage)> all)
    {
        const string Name = "container_start_time_seconds";
        text.Begin(Name, "gauge", "Start time of the container since unix epoch in seconds.");
        foreach ((Container container, ContainerUsage _) in all.Where(a => a.Container.State.StartedAt is not null))
        {
            text.Add(Name, container.State.StartedAt!.Value.ToUnixTimeSeconds(), Labels(container));
        }
    }

    // cAdvisor's working set: what is used, less what the kernel could drop at once.
    private static double WorkingSet(CgroupStats stats, bool isVersion2)
    {
        double inactive = Raw(stats, isVersion2 ? "inactive_file" : "total_inactive_file");
        return Math.Max(0, stats.Memory.Usage.Current - inactive);
    }

    private static double Raw(CgroupStats stats, string name) => stats.Memory.Raw.GetValueOrDefault(name);

    private static (string Name, string Value)[] Labels(Container container) =>
        [("id", $"/docker/{container.Id}"), ("name", container.Name), ("image", container.Record.Config.Image)];
}
