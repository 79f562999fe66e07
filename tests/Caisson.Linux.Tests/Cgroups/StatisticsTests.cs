using System.Diagnostics;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Cgroups.Statistics;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Tests.Support;

namespace Caisson.Linux.Tests.Cgroups;

[HostLayout]
public class StatisticsTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void ReadStats_BusyProcesses_AreCounted()
    {
        using var scope = CgroupScope.Require("memory");
        using Cgroup cgroup = scope.Create();
        cgroup.Apply(new()
        {
            PidsLimit = 20,
            Memory = new() { Limit = 256 * MiB },
            Cpu = new() { Quota = 20_000, Period = 100_000 },
        });
        Process process = scope.Start(
            "read x; v=$(head -c 16777216 /dev/zero | tr '\\0' x); sleep 1000 & echo ready; while :; do :; done");
        cgroup.AddProcess(process.Id);
        process.StandardInput.WriteLine();
        Assert.Equal("ready", process.StandardOutput.ReadLine());

        CgroupStats stats = cgroup.ReadStats();
        Assert.True(SpinWait.SpinUntil(
            () => (stats = cgroup.ReadStats()).Cpu is { ThrottledPeriods: > 0, UserNs: > 0 },
            TimeSpan.FromSeconds(30)));
        Assert.Equal(new CgroupPidsStats(2, 20), stats.Pids);
        Assert.InRange(stats.Cpu.TotalNs, 1_000_000u, 300_000_000_000u);
        Assert.True(stats.Cpu.Periods >= stats.Cpu.ThrottledPeriods);
        Assert.True(stats.Cpu.ThrottledNs > 0);
        Assert.InRange(stats.Memory.Usage.Current, (ulong)(16 * MiB), (ulong)(256 * MiB));
        Assert.Equal((ulong)(256 * MiB), stats.Memory.Usage.Limit);
        Assert.NotEmpty(stats.Memory.Raw);
        Assert.Equal(0u, stats.Memory.OomKills);
        Assert.Equal(0u, cgroup.ReadOomKills());
        if (scope.Host.Layout != CgroupLayout.V2)
        {
            Assert.Contains(stats.Cpu.PerCpuNs, static ns => ns > 0);
            Assert.Equal(stats.Cpu.PerCpuUserNs.Count, stats.Cpu.PerCpuKernelNs.Count);
            Assert.NotEmpty(stats.Cpu.PerCpuUserNs);
            Assert.NotEmpty(stats.Cpuset!.Cpus);
            Assert.True(stats.Memory.Usage.Max >= stats.Memory.Usage.Current);
            Assert.True(stats.Memory.Swap.Limit >= stats.Memory.Usage.Limit);
        }
    }

    [Fact]
    public void ReadStats_EmptyCgroup_IsZeroEverywhere()
    {
        using var scope = CgroupScope.Require();
        using Cgroup cgroup = scope.Create();
        CgroupStats stats = cgroup.ReadStats();
        Assert.Equal(0u, stats.Pids.Current);
        Assert.Equal(0u, stats.Pids.Limit);
        Assert.Equal(0u, stats.Memory.Usage.Current);
        Assert.All(stats.Hugetlb.Values, h => Assert.Equal(0u, h.Usage));
    }

    [Fact]
    public void WatchOom_ProcessNeedsMoreThanTheLimit_TellsOfTheKillAndTheEnd()
    {
        using var scope = CgroupScope.Require("memory");
        using Cgroup cgroup = scope.Create();
        cgroup.Apply(new() { Memory = new() { Limit = 8 * MiB, Swap = 8 * MiB } });
        using OomWatch watch = cgroup.WatchOom();
        Process process = scope.Start("read x; v=$(head -c 67108864 /dev/zero | tr '\\0' x); exit 3");
        cgroup.AddProcess(process.Id);
        Assert.Equal(OomEvent.None, watch.Take());
        process.StandardInput.WriteLine();
        Assert.True(process.WaitForExit(60_000));
        Assert.Equal(128 + 9, process.ExitCode);
        Assert.Equal(OomEvent.OutOfMemory, WaitFor(watch));
        // The shell itself, and now and then a program of its pipe before it.
        ulong kills = cgroup.ReadOomKills() ?? 0;
        Assert.InRange(kills, 1u, 3u);
        Assert.Equal(kills, cgroup.ReadStats().Memory.OomKills);
        cgroup.Remove();
        Assert.Equal(OomEvent.Gone, watch.Take() is var last and not OomEvent.None ? last : WaitFor(watch));
    }

    [Fact]
    public void ParseUsageAll_Table_HasUserAndSystemOfEachCpu()
    {
        (List<ulong> user, List<ulong> kernel) =
            CpuStatsReader.ParseUsageAll("cpu user system\n0 12 3\n1 5 0\ngarbage\n2 7\n");
        Assert.Equal([12, 5], user);
        Assert.Equal([3, 0], kernel);
    }

    [Theory]
    [InlineData("0-2,5\n", new ushort[] { 0, 1, 2, 5 })]
    [InlineData("3", new ushort[] { 3 })]
    [InlineData("\n", new ushort[0])]
    [InlineData("4-2,x,7", new ushort[] { 7 })]
    [InlineData("0-99999999,1", new ushort[] { 1 })]
    public void ParseList_Ranges_AreExpanded(string text, ushort[] expected) =>
        Assert.Equal(expected, CpuStatsReader.ParseList(text));

    [Fact]
    public void ParseV1_BlkioTable_LeavesTheSumOut() =>
        Assert.Equal(
            [new(8, 0, "Read", 1282048), new(8, 16, "Total", 7), new(253, 0, "", 6792)],
            BlockIoStatsReader.ParseV1("8:0 Read 1282048\n8:16 Total 7\n253:0 6792\nTotal 1282055\nx:y Read 1\n"));

    [Fact]
    public void ParseV2_IoStat_BecomesTablesOfBytesAndOperations()
    {
        (List<CgroupBlockIoEntry> bytes, List<CgroupBlockIoEntry> operations) =
            BlockIoStatsReader.ParseV2("8:0 rbytes=10 wbytes=20 rios=1 wios=2 dbytes=5 dios=1\n8:16 \n9: rbytes=1\n");
        Assert.Equal([new(8, 0, "Read", 10), new(8, 0, "Write", 20)], bytes);
        Assert.Equal([new(8, 0, "Read", 1), new(8, 0, "Write", 2)], operations);
    }

    [Fact]
    public void ParseRdma_Max_IsTheLargestNumber() =>
        Assert.Equal(
            [new("mlx4_0", 2, 2000), new("ocrdma1", uint.MaxValue, 0)],
            RdmaStatsReader.Parse("mlx4_0 hca_handle=2 hca_object=2000\nocrdma1 hca_handle=max\nx\n"));

    [Fact]
    public void ParsePressure_BothLines_AreRead() =>
        Assert.Equal(
            new CgroupPressure(new(1.5, 0.25, 0, 123), new(0, 0, 100, 4)),
            PressureReader.Parse(
                "some avg10=1.50 avg60=0.25 avg300=0.00 total=123\nfull avg10=0 avg60=0 avg300=100.00 total=4\n"));

    [Theory]
    [InlineData("hugepages-2048kB", "2MB")]
    [InlineData("hugepages-1048576kB", "1GB")]
    [InlineData("hugepages-64kB", "64KB")]
    [InlineData("hugepages-xkB", null)]
    [InlineData("other", null)]
    public void PageSize_SysfsName_BecomesTheControllers(string entry, string? size) =>
        Assert.Equal(size, HugetlbStatsReader.PageSize(entry));

    [Theory]
    [InlineData("12\n", 12)]
    [InlineData("max\n", ulong.MaxValue)]
    [InlineData("-4096", 0)]
    [InlineData("", 0)]
    public void ParseNumber_Text_IsNeverAnError(string text, ulong expected) =>
        Assert.Equal(expected, CgroupNumber.Parse(text));

    private static OomEvent WaitFor(OomWatch watch)
    {
        for (int i = 0; i < 100; i++)
        {
            if (Poll.WaitReadable(watch.Descriptor, TimeSpan.FromMilliseconds(100))
                && watch.Take() is var seen and not OomEvent.None)
            {
                return seen;
            }
        }

        return OomEvent.None;
    }
}
