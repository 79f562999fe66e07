using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups.Statistics;

/// <summary>Reads all statistics of a cgroup.</summary>
internal static class StatsReader
{
    /// <inheritdoc cref="Cgroup.ReadStats"/>
    public static CgroupStats Read(CgroupBranch[] branches)
    {
        CgroupBranch? unified = Array.Find(branches, static b => b.Version == CgroupVersion.V2);
        CgroupBranch? V1(string controller) =>
            Array.Find(branches, b => b.Version == CgroupVersion.V1 && b.Has(controller));

        CgroupDirectory? v2 = unified?.Directory;
        bool hasV1 = branches.Length > (unified is null ? 0 : 1);
        CgroupDirectory? rdma = V1("rdma")?.Directory ?? v2;
        return new CgroupStats
        {
            Cpu = (hasV1 ? CpuStatsReader.ReadV1(V1("cpuacct")?.Directory, V1("cpu")?.Directory)
                : v2 is null ? new() : CpuStatsReader.ReadV2(v2)) with
            { Pressure = Pressure(v2, "cpu") },
            Cpuset = V1("cpuset") is { } cpuset ? CpuStatsReader.ReadCpuset(cpuset.Directory) : null,
            Memory = (V1("memory") is { } memory ? MemoryStatsReader.ReadV1(memory.Directory)
                : v2 is null ? new() : MemoryStatsReader.ReadV2(v2)) with
            { Pressure = Pressure(v2, "memory") },
            Pids = ReadPids(V1("pids")?.Directory ?? (hasV1 ? null : v2)),
            BlockIo = (V1("blkio") is { } blkio ? BlockIoStatsReader.ReadV1(blkio.Directory)
                : v2 is null ? new() : BlockIoStatsReader.ReadV2(v2)) with
            { Pressure = Pressure(v2, "io") },
            Hugetlb = HugetlbStatsReader.Read(V1("hugetlb")?.Directory, v2),
            RdmaCurrent = rdma is null ? [] : RdmaStatsReader.Parse(rdma.TryRead("rdma.current", out _) ?? ""),
            RdmaLimit = rdma is null ? [] : RdmaStatsReader.Parse(rdma.TryRead("rdma.max", out _) ?? ""),
        };
    }

    private static CgroupPidsStats ReadPids(CgroupDirectory? directory)
    {
        if (directory is null)
        {
            return default;
        }

        if (CgroupNumber.TryRead(directory, "pids.current") is { } current)
        {
            ulong limit = CgroupNumber.TryRead(directory, "pids.max") ?? 0;
            return new CgroupPidsStats(current, limit == ulong.MaxValue ? 0 : limit);
        }

        // Without the controller, the list of processes can be counted.
        string? list = directory.TryRead("cgroup.procs", out Errno errno);
        if (errno == Errno.EOPNOTSUPP)
        {
            list = directory.TryRead("cgroup.threads", out _);
        }

        return new CgroupPidsStats((ulong)list.AsSpan().Count('\n'), 0);
    }

    private static CgroupPressure? Pressure(CgroupDirectory? unified, string resource) =>
        unified?.TryRead(resource + ".pressure", out _) is { Length: > 0 } text ? PressureReader.Parse(text) : null;
}
