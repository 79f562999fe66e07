using System.Diagnostics;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Cgroups;

/// <summary>What only a host with version 2 alone shows.</summary>
[HostLayout]
public class UnifiedTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void Create_NestedPath_HasEveryControllerOfTheRoot()
    {
        using var scope = CgroupScope.RequireV2();
        using Cgroup cgroup = scope.Create("a/b");
        Assert.Equal([""], cgroup.Paths.Keys);
        Assert.Equal(
            File.ReadAllText(scope.Host.Unified!.MountPoint + "/cgroup.controllers"),
            File.ReadAllText(cgroup.Paths[""] + "/cgroup.controllers"));
        Assert.Empty(cgroup.OpenJoinFiles());
        using FileDescriptor? directory = cgroup.OpenDirectory();
        Assert.NotNull(directory);
    }

    [Fact]
    public void Create_RelativePath_IsBesideTheCallersOwn()
    {
        using var scope = CgroupScope.RequireV2();
        string name = scope.Top[1..];
        string own = scope.Host.Unified!.OwnPath;
        using Cgroup cgroup = Cgroup.Create(scope.Host, name);
        try
        {
            string parent = own[..(own.LastIndexOf('/') + 1)];
            Assert.Equal($"{scope.Host.Unified.MountPoint}{parent}{name}", cgroup.Paths[""]);
        }
        finally
        {
            cgroup.Remove();
        }
    }

    [Fact]
    public void Create_ParentHoldsProcesses_SaysSoWhenAControllerIsWanted()
    {
        using var scope = CgroupScope.RequireV2("memory");
        using Cgroup parent = scope.Create("p");
        Process process = scope.Start();
        parent.AddProcess(process.Id);
        using Cgroup child = scope.Create("p/c");
        var error = Assert.Throws<CgroupException>(() => child.Apply(new() { Memory = new() { Limit = MiB } }));
        Assert.Equal(
            "cgroup: memory: controller is not available (set at resources.memory.limit): "
            + $"{parent.Paths[""]} holds processes itself, so it cannot hand controllers to the cgroups below it",
            error.Message);
    }

    [Fact]
    public void Create_BelowThreadedCgroup_RefusesWhatNeedsADomain()
    {
        using var scope = CgroupScope.RequireV2("memory");
        using Cgroup parent = scope.Create("p");
        Process process = scope.Start();
        parent.AddProcess(process.Id);

        // With processes of its own, it becomes the root of a threaded subtree.
        File.WriteAllText(parent.Paths[""] + "/cgroup.subtree_control", "+pids");
        var resources = new CgroupResources { Memory = new() { Limit = MiB } };
        var error = Assert.Throws<CgroupException>(() => scope.Create("p/c", new() { Resources = resources }));
        Assert.Contains("cannot limit memory", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(parent.Paths[""] + "/c"));
        using Cgroup fine = scope.Create("p/d", new() { Resources = new() { PidsLimit = 3 } });
        Assert.Equal("threaded", CgroupScope.Read(fine, "", "cgroup.type"));
        fine.Apply(new() { PidsLimit = 3 });
    }

    [Fact]
    public void Apply_Memory_SwapIsTheDifference()
    {
        using var scope = CgroupScope.RequireV2("memory");
        using Cgroup cgroup = scope.Create();
        bool accountsSwap = File.Exists(cgroup.Paths[""] + "/memory.swap.max");
        (long Limit, long Swap, string Max, string SwapMax)[] steps =
        [
            (64, 64, $"{64 * MiB}", "0"),
            (64, 128, $"{64 * MiB}", $"{64 * MiB}"),
            (0, 96, $"{64 * MiB}", $"{32 * MiB}"),
            (32, 0, $"{32 * MiB}", $"{32 * MiB}"),
            (32, -1, $"{32 * MiB}", "max"),
            (64, 64, $"{64 * MiB}", "0"),
            (-1, 0, "max", "max"),
        ];
        foreach ((long limit, long swap, string max, string swapMax) in steps)
        {
            if (!accountsSwap && swapMax is not ("0" or "max"))
            {
                continue;
            }

            cgroup.Apply(new() { Memory = new() { Limit = Bytes(limit), Swap = Bytes(swap) } });
            Assert.Equal(max, CgroupScope.Read(cgroup, "", "memory.max"));
            if (accountsSwap)
            {
                Assert.Equal(swapMax, CgroupScope.Read(cgroup, "", "memory.swap.max"));
            }
        }

        Assert.Throws<CgroupException>(() => cgroup.Apply(new() { Memory = new() { Swap = MiB } }));
        Assert.Throws<CgroupException>(() => cgroup.Apply(new() { Memory = new() { Limit = 2 * MiB, Swap = MiB } }));
        cgroup.Apply(new() { Memory = new() { Reservation = 16 * MiB } });
        Assert.Equal($"{16 * MiB}", CgroupScope.Read(cgroup, "", "memory.low"));
        Assert.Equal(
            [
                "resources.memory.kernel is ignored: the kernel has given it up",
                "resources.memory.swappiness is ignored: cgroup v2 has no such thing",
                "resources.memory.disableOOMKiller is ignored: cgroup v2 has no such thing",
            ],
            cgroup.Apply(
                new() { Memory = new() { Limit = MiB, Kernel = 1, Swappiness = 3, DisableOomKiller = true } }));

        static long Bytes(long mib) => mib > 0 ? mib * MiB : mib;
    }

    [Fact]
    public void Apply_MemoryCheckedBelowUsage_Throws()
    {
        using var scope = CgroupScope.RequireV2("memory");
        using Cgroup cgroup = scope.Create();
        Process process = scope.Start("read x; v=$(head -c 16777216 /dev/zero | tr '\\0' x); echo ready; sleep 1000");
        cgroup.AddProcess(process.Id);
        process.StandardInput.WriteLine();
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        var error = Assert.Throws<CgroupException>(
            () => cgroup.Apply(new() { Memory = new() { Limit = 4 * MiB, CheckBeforeUpdate = true } }));
        Assert.Contains("below what is in use", error.Message, StringComparison.Ordinal);
        Assert.Equal("max", CgroupScope.Read(cgroup, "", "memory.max"));
    }

    [Fact]
    public void Apply_Cpu_IsWritten()
    {
        using var scope = CgroupScope.RequireV2("cpu");
        using Cgroup cgroup = scope.Create();
        cgroup.Apply(new() { Cpu = new() { Shares = 1024, Quota = 50_000, Period = 200_000 } });
        Assert.Equal("39", CgroupScope.Read(cgroup, "", "cpu.weight"));
        Assert.Equal("50000 200000", CgroupScope.Read(cgroup, "", "cpu.max"));
        cgroup.Apply(new() { Cpu = new() { Quota = 70_000 } });
        Assert.Equal("70000 200000", CgroupScope.Read(cgroup, "", "cpu.max"));
        cgroup.Apply(new() { Cpu = new() { Period = 100_000 } });
        Assert.Equal("70000 100000", CgroupScope.Read(cgroup, "", "cpu.max"));
        cgroup.Apply(new() { Cpu = new() { Quota = 90_000, Burst = 80_000 } });
        cgroup.Apply(new() { Cpu = new() { Quota = 10_000, Burst = 5_000 } });
        Assert.Equal("5000", CgroupScope.Read(cgroup, "", "cpu.max.burst"));
        cgroup.Apply(new() { Cpu = new() { Quota = -1 } });
        Assert.Equal("max 100000", CgroupScope.Read(cgroup, "", "cpu.max"));
        Assert.Equal(
            new[] { "realtimeRuntime", "realtimePeriod" }.Select(
                n => $"resources.cpu.{n} is ignored: cgroup v2 has no such thing"),
            cgroup.Apply(new() { Cpu = new() { RealtimePeriod = 100_000, RealtimeRuntime = 1000 } }));
    }

    [Fact]
    public void Apply_Cpuset_IsWritten()
    {
        using var scope = CgroupScope.RequireV2("cpuset");
        using Cgroup cgroup = scope.Create();
        cgroup.Apply(new() { Cpu = new() { Cpus = "0", Mems = "0" } });
        Assert.Equal("0", CgroupScope.Read(cgroup, "", "cpuset.cpus"));
        Assert.Equal("0", CgroupScope.Read(cgroup, "", "cpuset.mems"));
    }

    [Fact]
    public void Apply_Io_IsWritten()
    {
        using var scope = CgroupScope.RequireV2("io");
        using Cgroup cgroup = scope.Create();
        string? device = Directory.EnumerateFileSystemEntries("/sys/block")
            .Where(d => !d.Contains("loop", StringComparison.Ordinal))
            .Select(d => File.ReadAllText(Path.Combine(d, "dev")).Trim()).FirstOrDefault();
        if (device is not null)
        {
            long[] number = [.. device.Split(':').Select(long.Parse)];
            cgroup.Apply(new()
            {
                BlockIo = new()
                {
                    ThrottleReadBps = [new(number[0], number[1], 1 << 20)],
                    ThrottleWriteIops = [new(number[0], number[1], 200)],
                },
            });
            Assert.Equal($"{device} rbps=1048576 wbps=max riops=max wiops=200", CgroupScope.Read(cgroup, "", "io.max"));
            cgroup.Apply(new() { BlockIo = new() { ThrottleReadBps = [new(number[0], number[1], 0)] } });
            Assert.Equal($"{device} rbps=max wbps=max riops=max wiops=200", CgroupScope.Read(cgroup, "", "io.max"));
        }

        Assert.Throws<CgroupException>(() => cgroup.Apply(new() { BlockIo = new() { Weight = 9 } }));
        if (File.Exists(cgroup.Paths[""] + "/io.weight") && !File.Exists(cgroup.Paths[""] + "/io.bfq.weight"))
        {
            cgroup.Apply(new() { BlockIo = new() { Weight = 100, LeafWeight = 5 } });
            Assert.Equal("default 910", CgroupScope.Read(cgroup, "", "io.weight"));
        }
    }

    [Fact]
    public void Apply_Unified_IsWrittenInOrder()
    {
        using var scope = CgroupScope.RequireV2("memory");
        using Cgroup cgroup = scope.Create();
        cgroup.Apply(new()
        {
            Memory = new() { Limit = 64 * MiB },
            Unified = [new("memory.high", "33554432"), new("memory.max", "50331648"), new("cgroup.max.depth", "5")],
        });
        Assert.Equal("33554432", CgroupScope.Read(cgroup, "", "memory.high"));
        Assert.Equal("50331648", CgroupScope.Read(cgroup, "", "memory.max"));
        Assert.Equal("5", CgroupScope.Read(cgroup, "", "cgroup.max.depth"));
        var error = Assert.Throws<CgroupException>(() => cgroup.Apply(new() { Unified = [new("nonsense.max", "1")] }));
        Assert.Equal(
            "cgroup: nonsense: controller is not available (set at resources.unified.nonsense.max)", error.Message);
        error = Assert.Throws<CgroupException>(() => cgroup.Apply(new() { Unified = [new("memory.nonsense", "1")] }));
        Assert.Contains("no file memory.nonsense", error.Message, StringComparison.Ordinal);
        Assert.Throws<LinuxException>(() => cgroup.Apply(new() { Unified = [new("memory.max", "x")] }));
    }

    [Fact]
    public void Apply_Devices_DecidesWhatOpens()
    {
        using var scope = CgroupScope.RequireV2();
        using Cgroup cgroup = scope.Create();
        cgroup.Apply(new() { Devices = [new(true, CgroupDeviceType.Character, 1, 3, CgroupDeviceAccess.All)] });
        Process shell = scope.Start(
            "read x; exec 2>/dev/null; (: </dev/null) && echo open; (: </dev/zero) || echo denied; sleep 1000");
        cgroup.AddProcess(shell.Id);
        shell.StandardInput.WriteLine();
        Assert.Equal("open", shell.StandardOutput.ReadLine());
        Assert.Equal("denied", shell.StandardOutput.ReadLine());
    }

    [Fact]
    public void Kill_ProcessesThatFork_EndsThemAtOneStroke()
    {
        using var scope = CgroupScope.RequireV2();
        using Cgroup cgroup = scope.Create();
        Process process = scope.Start("read x; while :; do sleep 1000 & sleep 0.01; done");
        cgroup.AddProcess(process.Id);
        process.StandardInput.WriteLine();
        Assert.True(SpinWait.SpinUntil(() => cgroup.Processes().Count > 3, TimeSpan.FromSeconds(20)));
        cgroup.Kill();
        cgroup.Remove(TimeSpan.FromSeconds(20));
        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(
            () => Cgroup.Open(cgroup.Paths).Apply(new() { PidsLimit = 1 })).Errno);
    }
}
