using System.Text.Json;
using Caisson.Linux.Cgroups.Statistics;
using Caisson.Linux.Resctrl;

namespace Caisson.Runtime.CommandLine.Events;

/// <summary>
/// A cgroup's statistics under runc's names. As in Go, a number that is left out is 0: callers decode into structures.
/// </summary>
internal static class StatisticsDocument
{
    /// <summary>Writes them as one object.</summary>
    internal static void Write(Utf8JsonWriter writer, CgroupStats stats, ResctrlGroup? rdt)
    {
        writer.WriteStartObject();
        WriteCpu(writer, stats.Cpu);
        WriteCpuset(writer, stats.Cpuset ?? new CgroupCpusetStats());
        WriteMemory(writer, stats.Memory);
        writer.WriteStartObject("pids"u8);
        WriteUnlessZero(writer, "current"u8, stats.Pids.Current);
        WriteUnlessZero(writer, "limit"u8, stats.Pids.Limit);
        writer.WriteEndObject();
        WriteBlockIo(writer, stats.BlockIo);
        WriteHugetlb(writer, stats.Hugetlb);
        writer.WriteStartObject("intel_rdt"u8);
        if (rdt is not null && ResctrlHost.TryFind() is { } host)
        {
            RdtStatistics.Write(writer, host, rdt);
        }

        writer.WriteEndObject();

        // Those of runc's own veth pairs, which it has not made for years.
        writer.WriteNull("network_interfaces"u8);
        writer.WriteEndObject();
    }

    private static void WriteCpu(Utf8JsonWriter writer, CgroupCpuStats cpu)
    {
        writer.WriteStartObject("cpu"u8);
        writer.WriteStartObject("usage"u8);
        WriteUnlessZero(writer, "total"u8, cpu.TotalNs);
        WriteList(writer, "percpu"u8, cpu.PerCpuNs);
        WriteList(writer, "percpu_kernel"u8, cpu.PerCpuKernelNs);
        WriteList(writer, "percpu_user"u8, cpu.PerCpuUserNs);
        writer.WriteNumber("kernel"u8, cpu.KernelNs);
        writer.WriteNumber("user"u8, cpu.UserNs);
        writer.WriteEndObject();
        writer.WriteStartObject("throttling"u8);
        WriteUnlessZero(writer, "periods"u8, cpu.Periods);
        WriteUnlessZero(writer, "throttledPeriods"u8, cpu.ThrottledPeriods);
        WriteUnlessZero(writer, "throttledTime"u8, cpu.ThrottledNs);
        writer.WriteEndObject();
        WritePressure(writer, cpu.Pressure);
        writer.WriteEndObject();
    }

    private static void WriteCpuset(Utf8JsonWriter writer, CgroupCpusetStats cpuset)
    {
        writer.WriteStartObject("cpuset"u8);
        WriteList(writer, "cpus"u8, cpuset.Cpus);
        writer.WriteNumber("cpu_exclusive"u8, cpuset.CpuExclusive);
        WriteList(writer, "mems"u8, cpuset.Mems);
        writer.WriteNumber("mem_hardwall"u8, cpuset.MemHardwall);
        writer.WriteNumber("mem_exclusive"u8, cpuset.MemExclusive);
        writer.WriteNumber("memory_migrate"u8, cpuset.MemoryMigrate);
        writer.WriteNumber("memory_spread_page"u8, cpuset.MemorySpreadPage);
        writer.WriteNumber("memory_spread_slab"u8, cpuset.MemorySpreadSlab);
        writer.WriteNumber("memory_pressure"u8, cpuset.MemoryPressure);
        writer.WriteNumber("sched_load_balance"u8, cpuset.SchedLoadBalance);
        writer.WriteNumber("sched_relax_domain_level"u8, cpuset.SchedRelaxDomainLevel);
        writer.WriteEndObject();
    }

    private static void WriteMemory(Utf8JsonWriter writer, CgroupMemoryStats memory)
    {
        writer.WriteStartObject("memory"u8);
        WriteUnlessZero(writer, "cache"u8, memory.Cache);
        WriteUsage(writer, "usage"u8, memory.Usage);
        WriteUsage(writer, "swap"u8, memory.Swap);
        WriteUsage(writer, "kernel"u8, memory.Kernel);
        WriteUsage(writer, "kernelTCP"u8, memory.KernelTcp);
        if (memory.Raw.Count > 0)
        {
            writer.WriteStartObject("raw"u8);
            foreach ((string name, ulong value) in memory.Raw)
            {
                writer.WriteNumber(name, value);
            }

            writer.WriteEndObject();
        }

        WritePressure(writer, memory.Pressure);
        writer.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter writer, ReadOnlySpan<byte> name, CgroupMemoryUsage usage)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("limit"u8, usage.Limit);
        WriteUnlessZero(writer, "usage"u8, usage.Current);
        WriteUnlessZero(writer, "max"u8, usage.Max);
        writer.WriteNumber("failcnt"u8, usage.FailCount);
        writer.WriteEndObject();
    }

    private static void WriteBlockIo(Utf8JsonWriter writer, CgroupBlockIoStats io)
    {
        writer.WriteStartObject("blkio"u8);
        WriteEntries(writer, "ioServiceBytesRecursive"u8, io.ServiceBytes);
        WriteEntries(writer, "ioServicedRecursive"u8, io.Serviced);
        WriteEntries(writer, "ioQueueRecursive"u8, io.Queued);
        WriteEntries(writer, "ioServiceTimeRecursive"u8, io.ServiceTime);
        WriteEntries(writer, "ioWaitTimeRecursive"u8, io.WaitTime);
        WriteEntries(writer, "ioMergedRecursive"u8, io.Merged);
        WriteEntries(writer, "ioTimeRecursive"u8, io.Time);
        WriteEntries(writer, "sectorsRecursive"u8, io.Sectors);
        WritePressure(writer, io.Pressure);
        writer.WriteEndObject();
    }

    private static void WriteEntries(
        Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<CgroupBlockIoEntry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (CgroupBlockIoEntry entry in entries)
        {
            writer.WriteStartObject();
            WriteUnlessZero(writer, "major"u8, entry.Major);
            WriteUnlessZero(writer, "minor"u8, entry.Minor);
            if (entry.Operation.Length > 0)
            {
                writer.WriteString("op"u8, entry.Operation);
            }

            WriteUnlessZero(writer, "value"u8, entry.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteHugetlb(Utf8JsonWriter writer, IReadOnlyDictionary<string, CgroupHugetlbStats> sizes)
    {
        writer.WriteStartObject("hugetlb"u8);
        foreach ((string size, CgroupHugetlbStats pages) in sizes)
        {
            writer.WriteStartObject(size);
            WriteUnlessZero(writer, "usage"u8, pages.Usage);
            WriteUnlessZero(writer, "max"u8, pages.MaxUsage);
            writer.WriteNumber("failcnt"u8, pages.FailCount);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WritePressure(Utf8JsonWriter writer, CgroupPressure? pressure)
    {
        if (pressure is null)
        {
            return;
        }

        writer.WriteStartObject("psi"u8);
        WriteShare(writer, "some"u8, pressure.Some);
        WriteShare(writer, "full"u8, pressure.Full);
        writer.WriteEndObject();
    }

    private static void WriteShare(Utf8JsonWriter writer, ReadOnlySpan<byte> name, CgroupPressureShare share)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("avg10"u8, share.Avg10);
        writer.WriteNumber("avg60"u8, share.Avg60);
        writer.WriteNumber("avg300"u8, share.Avg300);
        writer.WriteNumber("total"u8, share.TotalUs);
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<ulong> numbers)
    {
        if (numbers.Count > 0)
        {
            writer.WriteStartArray(name);
            foreach (ulong number in numbers)
            {
                writer.WriteNumberValue(number);
            }

            writer.WriteEndArray();
        }
    }

    private static void WriteList(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<ushort> numbers)
    {
        if (numbers.Count > 0)
        {
            writer.WriteStartArray(name);
            foreach (ushort number in numbers)
            {
                writer.WriteNumberValue(number);
            }

            writer.WriteEndArray();
        }
    }

    private static void WriteUnlessZero(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ulong number)
    {
        if (number != 0)
        {
            writer.WriteNumber(name, number);
        }
    }
}
