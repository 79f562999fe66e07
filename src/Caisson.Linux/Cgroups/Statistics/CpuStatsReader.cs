using System.Globalization;

namespace Caisson.Linux.Cgroups.Statistics;

/// <summary>Reads CPU time and CPU sets.</summary>
internal static class CpuStatsReader
{
    private const ulong NsPerUs = 1000;

    /// <summary>Version 1; either controller may be missing.</summary>
    public static CgroupCpuStats ReadV1(CgroupDirectory? accounting, CgroupDirectory? cpu)
    {
        var stats = new CgroupCpuStats();
        if (accounting is not null)
        {
            (List<ulong> user, List<ulong> kernel) = ParseUsageAll(accounting.TryRead("cpuacct.usage_all", out _));
            stats = stats with
            {
                TotalNs = CgroupNumber.TryRead(accounting, "cpuacct.usage") ?? 0,
                UserNs = CgroupNumber.TryRead(accounting, "cpuacct.usage_user") ?? 0,
                KernelNs = CgroupNumber.TryRead(accounting, "cpuacct.usage_sys") ?? 0,
                PerCpuNs = ParseNumbers(accounting.TryRead("cpuacct.usage_percpu", out _)),
                PerCpuUserNs = user,
                PerCpuKernelNs = kernel,
            };
        }

        if (cpu?.TryRead("cpu.stat", out _) is { } text)
        {
            stats = stats with
            {
                Periods = CgroupNumber.ByKey(text, "nr_periods"),
                ThrottledPeriods = CgroupNumber.ByKey(text, "nr_throttled"),
                ThrottledNs = CgroupNumber.ByKey(text, "throttled_time"),
            };
        }

        return stats;
    }

    /// <summary>Version 2; the file is there without the controller too.</summary>
    public static CgroupCpuStats ReadV2(CgroupDirectory directory)
    {
        string text = directory.TryRead("cpu.stat", out _) ?? "";
        return new CgroupCpuStats
        {
            TotalNs = CgroupNumber.ByKey(text, "usage_usec") * NsPerUs,
            UserNs = CgroupNumber.ByKey(text, "user_usec") * NsPerUs,
            KernelNs = CgroupNumber.ByKey(text, "system_usec") * NsPerUs,
            Periods = CgroupNumber.ByKey(text, "nr_periods"),
            ThrottledPeriods = CgroupNumber.ByKey(text, "nr_throttled"),
            ThrottledNs = CgroupNumber.ByKey(text, "throttled_usec") * NsPerUs,
        };
    }

    /// <summary>Version 1's CPU set.</summary>
    public static CgroupCpusetStats ReadCpuset(CgroupDirectory directory)
    {
        ulong Number(string file) => CgroupNumber.TryRead(directory, "cpuset." + file) ?? 0;
        string level = directory.TryRead("cpuset.sched_relax_domain_level", out _) ?? "";
        return new CgroupCpusetStats
        {
            Cpus = ParseList(directory.TryRead("cpuset.cpus", out _) ?? ""),
            Mems = ParseList(directory.TryRead("cpuset.mems", out _) ?? ""),
            CpuExclusive = Number("cpu_exclusive"),
            MemHardwall = Number("mem_hardwall"),
            MemExclusive = Number("mem_exclusive"),
            MemoryMigrate = Number("memory_migrate"),
            MemorySpreadPage = Number("memory_spread_page"),
            MemorySpreadSlab = Number("memory_spread_slab"),
            MemoryPressure = Number("memory_pressure"),
            SchedLoadBalance = Number("sched_load_balance"),
            SchedRelaxDomainLevel =
                long.TryParse(
                    level.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
                    ? value
                    : 0,
        };
    }

    /// <summary>
    /// A list of CPUs or nodes, <c>0-3,7</c>; what is malformed is left out. At most as many as there are numbers of 16
    /// bits.
    /// </summary>
    public static List<ushort> ParseList(ReadOnlySpan<char> text)
    {
        var result = new List<ushort>();
        text = text.Trim();
        foreach (Range range in text.Split(','))
        {
            ReadOnlySpan<char> part = text[range];
            int dash = part.IndexOf('-');
            if (TryNumber(dash < 0 ? part : part[..dash], out ushort first)
                && TryNumber(part[(dash + 1)..], out ushort last))
            {
                for (int i = first; i <= last && result.Count <= ushort.MaxValue; i++)
                {
                    result.Add((ushort)i);
                }
            }
        }

        return result;
    }

    /// <summary>A header line, then <c>CPU USER SYSTEM</c> for each CPU.</summary>
    public static (List<ulong> User, List<ulong> Kernel) ParseUsageAll(ReadOnlySpan<char> text)
    {
        var user = new List<ulong>();
        var kernel = new List<ulong>();
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            List<ulong> columns = ParseNumbers(line);
            if (columns.Count == 3 && char.IsAsciiDigit(line[0]))
            {
                user.Add(columns[1]);
                kernel.Add(columns[2]);
            }
        }

        return (user, kernel);
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out ushort number) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static List<ulong> ParseNumbers(ReadOnlySpan<char> text)
    {
        var result = new List<ulong>();
        text = text.Trim();
        foreach (Range range in text.Split(' '))
        {
            if (!text[range].IsEmpty)
            {
                result.Add(CgroupNumber.Parse(text[range]));
            }
        }

        return result;
    }
}
