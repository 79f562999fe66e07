using System.Diagnostics;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Cgroups.Controllers;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Tests.Support;

namespace Caisson.Linux.Tests.Cgroups;

[HostLayout]
public class ResourcesTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void Apply_Nothing_WritesNothing()
    {
        using var scope = CgroupScope.Require();
        using Cgroup cgroup = scope.Create();
        Assert.Empty(cgroup.Apply(new()));
        Assert.Empty(cgroup.Apply(new()
        {
            Memory = new()
            {
                Limit = 0,
                Swap = 0,
                Reservation = 0,
                Swappiness = -1,
                DisableOomKiller = false,
                Kernel = 0,
            },
            Cpu = new() { Shares = 0, Quota = 0, Period = 0, Cpus = "", Mems = "" },
            PidsLimit = 0,
            BlockIo = new() { Weight = 0, WeightDevice = [], ThrottleReadBps = [] },
            HugepageLimits = [],
            NetworkClassId = 0,
            NetworkPriorities = [],
            Rdma = [],
            Unified = [],
        }));
    }

    [Fact]
    public void Apply_PidsLimit_IsWrittenAndTakenBack()
    {
        using var scope = CgroupScope.Require("pids");
        using Cgroup cgroup = scope.Create();
        cgroup.Apply(new() { PidsLimit = 7 });
        Assert.Equal("7", CgroupScope.Read(cgroup, "pids", "pids.max"));
        cgroup.Apply(new() { PidsLimit = 0 });
        Assert.Equal("7", CgroupScope.Read(cgroup, "pids", "pids.max"));
        cgroup.Apply(new() { PidsLimit = -1 });
        Assert.Equal("max", CgroupScope.Read(cgroup, "pids", "pids.max"));
    }

    [Fact]
    public void Apply_MemoryV1UpAndDown_ObeysTheKernelsOrder()
    {
        using var scope = CgroupScope.RequireV1("memory");
        using Cgroup cgroup = scope.Create();
        (long Limit, long Swap)[] steps =
            [(64, 128), (256, 512), (32, 32), (512, 512), (512, 1024), (16, 64), (-1, -1), (64, 64)];
        foreach ((long limit, long swap) in steps)
        {
            long limitBytes = limit < 0 ? -1 : limit * MiB;
            long swapBytes = swap < 0 ? -1 : swap * MiB;
            cgroup.Apply(new() { Memory = new() { Limit = limitBytes, Swap = swapBytes } });
            Assert.Equal(limitBytes, Limit(cgroup, "memory.limit_in_bytes"));
            Assert.Equal(swapBytes, Limit(cgroup, "memory.memsw.limit_in_bytes"));
        }

        // Without a word about swap, memory without limit takes swap's limit away too.
        cgroup.Apply(new() { Memory = new() { Limit = -1 } });
        Assert.Equal(-1, Limit(cgroup, "memory.limit_in_bytes"));
        Assert.Equal(-1, Limit(cgroup, "memory.memsw.limit_in_bytes"));
    }

    [Fact]
    public void Apply_MemoryV1Rest_IsWritten()
    {
        using var scope = CgroupScope.RequireV1("memory");
        using Cgroup cgroup = scope.Create();
        IReadOnlyList<string> warnings = cgroup.Apply(new()
        {
            Memory = new()
            {
                Reservation = 32 * MiB,
                Swappiness = 17,
                DisableOomKiller = true,
                Kernel = 5,
                KernelTcp = 6,
                UseHierarchy = false,
            },
        });
        Assert.Equal(
            new[] { "kernel", "kernelTCP", "useHierarchy" }.Select(
                n => $"resources.memory.{n} is ignored: the kernel has given it up"),
            warnings);
        Assert.Equal(32 * MiB, Limit(cgroup, "memory.soft_limit_in_bytes"));
        Assert.Equal("17", CgroupScope.Read(cgroup, "memory", "memory.swappiness"));
        Assert.StartsWith(
            "oom_kill_disable 1", CgroupScope.Read(cgroup, "memory", "memory.oom_control"), StringComparison.Ordinal);
        Assert.Throws<CgroupException>(() => cgroup.Apply(new() { Memory = new() { Swappiness = 101 } }));
    }

    [Fact]
    public void Apply_MemoryV1BelowUsage_SaysWhatIsInUse()
    {
        using var scope = CgroupScope.RequireV1("memory");
        using Cgroup cgroup = scope.Create();
        cgroup.Apply(new() { Memory = new() { Limit = 64 * MiB, Swap = 64 * MiB } });

        // A shell that holds 16 MiB which cannot be reclaimed: there is no swap left for them.
        Process process = scope.Start("read x; v=$(head -c 16777216 /dev/zero | tr '\\0' x); echo ready; sleep 1000");
        cgroup.AddProcess(process.Id);
        process.StandardInput.WriteLine();
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        var error = Assert.Throws<CgroupException>(() => cgroup.Apply(new() { Memory = new() { Limit = 4 * MiB } }));
        Assert.Matches("the limit of 4194304 bytes is below what is in use: [0-9]{8} bytes now", error.Message);
    }

    [Fact]
    public void Apply_CpuV1_IsWritten()
    {
        using var scope = CgroupScope.RequireV1("cpu");
        using Cgroup cgroup = scope.Create();
        cgroup.Apply(new() { Cpu = new() { Shares = 512, Quota = 50_000, Period = 100_000, Burst = 20_000 } });
        Assert.Equal("512", CgroupScope.Read(cgroup, "cpu", "cpu.shares"));
        Assert.Equal("50000", CgroupScope.Read(cgroup, "cpu", "cpu.cfs_quota_us"));
        Assert.Equal("100000", CgroupScope.Read(cgroup, "cpu", "cpu.cfs_period_us"));
        Assert.Equal("20000", CgroupScope.Read(cgroup, "cpu", "cpu.cfs_burst_us"));

        // Up: the burst fits only the new quota. Down: the quota fits only the new burst.
        cgroup.Apply(new() { Cpu = new() { Quota = 90_000, Burst = 80_000 } });
        cgroup.Apply(new() { Cpu = new() { Quota = 10_000, Burst = 5_000 } });
        Assert.Equal("5000", CgroupScope.Read(cgroup, "cpu", "cpu.cfs_burst_us"));
        cgroup.Apply(new() { Cpu = new() { Quota = -1 } });
        Assert.Equal("-1", CgroupScope.Read(cgroup, "cpu", "cpu.cfs_quota_us"));
    }

    [Fact]
    public void Apply_CpuV1PeriodThatFitsOnlyTheNewQuota_IsTaken()
    {
        using var scope = CgroupScope.RequireV1("cpu");
        using Cgroup parent = scope.Create("p");
        parent.Apply(new() { Cpu = new() { Quota = 50_000, Period = 100_000 } });
        using Cgroup cgroup = scope.Create("p/c");
        cgroup.Apply(new() { Cpu = new() { Quota = 50_000, Period = 100_000 } });

        // 50 ms in each 20 ms would be more than the parent has.
        Assert.Throws<LinuxException>(() => cgroup.Apply(new() { Cpu = new() { Period = 20_000 } }));
        cgroup.Apply(new() { Cpu = new() { Quota = 5_000, Period = 20_000 } });
        Assert.Equal("20000", CgroupScope.Read(cgroup, "cpu", "cpu.cfs_period_us"));
    }

    [Fact]
    public void Apply_CpuIdleWithShares_IsWrittenInTheOrderThatWorks()
    {
        using var scope = CgroupScope.Require("cpu");
        using Cgroup cgroup = scope.Create();
        cgroup.Apply(new() { Cpu = new() { Shares = 100, Idle = 1 } });
        Assert.Equal("1", CgroupScope.Read(cgroup, "cpu", "cpu.idle"));
        cgroup.Apply(new() { Cpu = new() { Shares = 200, Idle = 0 } });
        Assert.Equal("0", CgroupScope.Read(cgroup, "cpu", "cpu.idle"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(262145)]
    public void Apply_SharesOutOfRange_Throws(ulong shares)
    {
        using var scope = CgroupScope.Require("cpu");
        using Cgroup cgroup = scope.Create();
        Assert.Throws<CgroupException>(() => cgroup.Apply(new() { Cpu = new() { Shares = shares } }));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1024, 39)]
    [InlineData(262144, 10000)]
    public void ToWeight_Shares_IsLinear(ulong shares, ulong weight) =>
        Assert.Equal(weight, CpuShares.ToWeight(shares));

    [Theory]
    [InlineData(10, 1)]
    [InlineData(100, 910)]
    [InlineData(500, 4950)]
    [InlineData(1000, 10000)]
    public void ToIoWeight_BlockWeight_IsLinear(int blockWeight, int weight) =>
        Assert.Equal(weight, IoV2.ToIoWeight(blockWeight));

    [Fact]
    public void Apply_Cpuset_NewCgroupHasItsParentsUntilThen()
    {
        using var scope = CgroupScope.RequireV1("cpuset");
        using Cgroup cgroup = scope.Create("a/b");
        Assert.NotEqual("", CgroupScope.Read(cgroup, "cpuset", "cpuset.cpus"));
        Assert.NotEqual("", CgroupScope.Read(cgroup, "cpuset", "cpuset.mems"));
        cgroup.Apply(new() { Cpu = new() { Cpus = "0", Mems = "0" } });
        Assert.Equal("0", CgroupScope.Read(cgroup, "cpuset", "cpuset.cpus"));
        using Cgroup asked = scope.Create("a/c", new() { Resources = new() { Cpu = new() { Cpus = "0" } } });
        Assert.Equal("0", CgroupScope.Read(asked, "cpuset", "cpuset.cpus"));
        Assert.Equal("0", CgroupScope.Read(asked, "cpuset", "cpuset.mems"));
        var error = Assert.Throws<LinuxException>(() => cgroup.Apply(new() { Cpu = new() { Cpus = "999" } }));
        Assert.Contains("write \"999\" to ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_BlkioV1Throttle_IsWritten()
    {
        using var scope = CgroupScope.RequireV1("blkio");
        string? device = Directory.EnumerateFileSystemEntries("/sys/block")
            .Select(d => File.ReadAllText(Path.Combine(d, "dev")).Trim()).FirstOrDefault();
        if (device is null)
        {
            Assert.Skip("no block device");
        }

        using Cgroup cgroup = scope.Create();
        long[] number = [.. device.Split(':').Select(long.Parse)];
        CgroupDeviceRate Rate(ulong rate) => new(number[0], number[1], rate);
        cgroup.Apply(new()
        {
            BlockIo = new()
            {
                ThrottleReadBps = [Rate(1 << 20)],
                ThrottleWriteBps = [Rate(2 << 20)],
                ThrottleReadIops = [Rate(100)],
                ThrottleWriteIops = [Rate(200)],
            },
        });
        Assert.Equal($"{device} 1048576", CgroupScope.Read(cgroup, "blkio", "blkio.throttle.read_bps_device"));
        Assert.Equal($"{device} 2097152", CgroupScope.Read(cgroup, "blkio", "blkio.throttle.write_bps_device"));
        Assert.Equal($"{device} 100", CgroupScope.Read(cgroup, "blkio", "blkio.throttle.read_iops_device"));
        Assert.Equal($"{device} 200", CgroupScope.Read(cgroup, "blkio", "blkio.throttle.write_iops_device"));
    }

    [Fact]
    public void Apply_NetworkV1_IsWritten()
    {
        using var scope = CgroupScope.RequireV1("net_cls");
        using Cgroup cgroup = scope.Create();
        cgroup.Apply(new() { NetworkClassId = 0x10_0001, NetworkPriorities = [new("lo", 5)] });
        Assert.Equal($"{0x10_0001}", CgroupScope.Read(cgroup, "net_cls", "net_cls.classid"));
        Assert.Contains("lo 5", CgroupScope.Read(cgroup, "net_prio", "net_prio.ifpriomap"), StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_ControllerMissing_NamesItAndTheSetting()
    {
        using var scope = CgroupScope.Require();
        using Cgroup cgroup = scope.Create();
        using var onlyPids = Cgroup.Open(cgroup.Paths.Where(p => p.Key == "name=systemd").ToDictionary());
        (CgroupResources Resources, string Controller, string Setting)[] cases =
        [
            (new() { Memory = new() { Limit = MiB } }, "memory", "memory.limit"),
            (new() { Cpu = new() { Quota = 1000 } }, "cpu", "cpu.quota"),
            (new() { Cpu = new() { Cpus = "0" } }, "cpuset", "cpu.cpus"),
            (new() { PidsLimit = 1 }, "pids", "pids.limit"),
            (new() { BlockIo = new() { Weight = 100 } }, "io", "blockIO.weight"),
            (new() { Rdma = [new("mlx", 1, 1)] }, "rdma", "rdma"),
            (new() { Devices = [] }, "devices", "devices"),
        ];
        foreach ((CgroupResources resources, string controller, string setting) in cases)
        {
            var error = Assert.Throws<CgroupException>(() => onlyPids.Apply(resources));
            Assert.Equal(
                $"cgroup: {controller}: controller is not available (set at resources.{setting})", error.Message);
        }
    }

    [Theory]
    [InlineData("../memory.max")]
    [InlineData("memory.max/..")]
    [InlineData("/memory.max")]
    [InlineData("memory")]
    [InlineData(".x")]
    [InlineData("..")]
    [InlineData("x.")]
    [InlineData("")]
    [InlineData("a.b\0c")]
    public void ControllerOf_NoFileOfACgroup_Throws(string file) =>
        Assert.Throws<CgroupException>(() => UnifiedFiles.ControllerOf(file));

    [Fact]
    public void Apply_HugepagesWithAPathForSize_Throws()
    {
        using var scope = CgroupScope.Require("hugetlb");
        using Cgroup cgroup = scope.Create();
        Assert.Throws<CgroupException>(() => cgroup.Apply(new() { HugepageLimits = [new("/../2MB", 1)] }));
        Assert.Throws<CgroupException>(() => cgroup.Apply(new() { HugepageLimits = [new("3MB", 1)] }));
    }

    [Fact]
    public void Apply_Hugepages_IsWritten()
    {
        using var scope = CgroupScope.Require("hugetlb");
        using Cgroup cgroup = scope.Create();
        cgroup.Apply(new() { HugepageLimits = [new("2MB", 4 << 20)] });
        string file = cgroup.Paths.ContainsKey("hugetlb") ? "hugetlb.2MB.limit_in_bytes" : "hugetlb.2MB.max";
        Assert.Equal($"{4 << 20}", CgroupScope.Read(cgroup, "hugetlb", file));
    }

    private static long Limit(Cgroup cgroup, string file)
    {
        long value = long.Parse(CgroupScope.Read(cgroup, "memory", file));
        return value > long.MaxValue / 2 ? -1 : value;
    }
}
