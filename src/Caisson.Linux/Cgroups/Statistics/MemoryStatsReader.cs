namespace Caisson.Linux.Cgroups.Statistics;

/// <summary>Reads memory statistics.</summary>
internal static class MemoryStatsReader
{
    /// <summary>Version 1.</summary>
    public static CgroupMemoryStats ReadV1(CgroupDirectory directory)
    {
        Dictionary<string, ulong> raw = ParseFlat(directory.TryRead("memory.stat", out _) ?? "");
        return new CgroupMemoryStats
        {
            Cache = raw.GetValueOrDefault("cache"),
            Usage = ReadUsageV1(directory, "memory."),
            Swap = ReadUsageV1(directory, "memory.memsw."),
            Kernel = ReadUsageV1(directory, "memory.kmem."),
            KernelTcp = ReadUsageV1(directory, "memory.kmem.tcp."),
            Raw = raw,
            OomKills = OomKillsV1(directory),
        };
    }

    /// <summary>Version 2.</summary>
    public static CgroupMemoryStats ReadV2(CgroupDirectory directory)
    {
        Dictionary<string, ulong> raw = ParseFlat(directory.TryRead("memory.stat", out _) ?? "");
        var usage = new CgroupMemoryUsage(
            CgroupNumber.TryRead(directory, "memory.current") ?? 0,
            CgroupNumber.TryRead(directory, "memory.peak") ?? 0,
            0,
            CgroupNumber.TryRead(directory, "memory.max") ?? 0);
        CgroupMemoryUsage swap = default;
        if (CgroupNumber.TryRead(directory, "memory.swap.current") is { } swapCurrent)
        {
            // Whoever reads the statistics expects version 1's sum.
            ulong swapLimit = CgroupNumber.TryRead(directory, "memory.swap.max") ?? 0;
            bool unlimited = swapLimit == ulong.MaxValue || usage.Limit == ulong.MaxValue;
            swap = new CgroupMemoryUsage(
                usage.Current + swapCurrent, 0, 0, unlimited ? ulong.MaxValue : swapLimit + usage.Limit);
        }

        return new CgroupMemoryStats
        {
            Cache = raw.GetValueOrDefault("file"),
            Usage = usage,
            Swap = swap,
            Raw = raw,
            OomKills = OomKillsV2(directory),
        };
    }

    /// <summary>How many processes were killed for want of memory; version 1.</summary>
    public static ulong OomKillsV1(CgroupDirectory directory) =>
        CgroupNumber.ByKey(directory.TryRead("memory.oom_control", out _), "oom_kill");

    /// <summary>The same; version 2.</summary>
    public static ulong OomKillsV2(CgroupDirectory directory) =>
        CgroupNumber.ByKey(directory.TryRead("memory.events", out _), "oom_kill");

    /// <summary>Lines of a name and a number.</summary>
    public static Dictionary<string, ulong> ParseFlat(ReadOnlySpan<char> text)
    {
        var result = new Dictionary<string, ulong>();
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            int space = line.IndexOf(' ');
            if (space > 0)
            {
                result[line[..space].ToString()] = CgroupNumber.Parse(line[(space + 1)..]);
            }
        }

        return result;
    }

    private static CgroupMemoryUsage ReadUsageV1(CgroupDirectory directory, string prefix) =>
        CgroupNumber.TryRead(directory, prefix + "usage_in_bytes") is { } current
            ? new CgroupMemoryUsage(
                current,
                CgroupNumber.TryRead(directory, prefix + "max_usage_in_bytes") ?? 0,
                CgroupNumber.TryRead(directory, prefix + "failcnt") ?? 0,
                CgroupNumber.TryRead(directory, prefix + "limit_in_bytes") ?? 0)
            : default;
}
