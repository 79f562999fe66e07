using System.Globalization;
using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.Features;

/// <summary>linux.resources: limits that hold, shown by running into them.</summary>
[HostLayout]
public sealed class CgroupLimitTests : IntegrationTest
{
    [Fact]
    public void Memory_Limit_KillsWhoExceedsIt()
    {
        CommandResult result = RunScript("dd if=/dev/zero of=/dev/null bs=100M count=1; echo $?", c =>
            c.Resources()["memory"] = ConfigEdits.Parse("""{"limit":33554432,"swap":33554432}"""));

        Assert.Equal("137", result.Succeeded().Text);
        RunScript("dd if=/dev/zero of=/dev/null bs=10M count=1", c =>
            c.Resources()["memory"] = ConfigEdits.Parse("""{"limit":33554432,"swap":33554432}""")).Succeeded();
    }

    [Fact]
    public void Memory_LimitExceededByInit_EndsTheContainer()
    {
        Container container = New(new Bundle().WithArgs("dd", "if=/dev/zero", "of=/dev/null", "bs=100M", "count=1"));
        container.Bundle.With(c => c.Resources()["memory"] = ConfigEdits.Parse("""{"limit":33554432,"swap":33554432}"""));

        container.Run().Exited(137);
    }

    [Fact]
    public void Memory_Reservation_IsWritten() =>
        Assert.Equal(
            $"{16 << 20}",
            Read("memory", "memory.soft_limit_in_bytes", "memory.low", c =>
                c.Resources()["memory"] = ConfigEdits.Parse("""{"limit":33554432,"reservation":16777216}""")));

    [Fact]
    public void Memory_OomKillerDisabled_IsWritten()
    {
        Assert.SkipUnless(CgroupFiles.IsVersion1("memory"), "version 2 has no such switch");

        Assert.Contains(
            "oom_kill_disable 1",
            Read("memory", "memory.oom_control", "", c =>
                c.Resources()["memory"] = ConfigEdits.Parse("""{"limit":33554432,"disableOOMKiller":true}""")));
    }

    [Fact]
    public void Pids_Limit_RefusesMore()
    {
        CommandResult result = RunScript("for i in 1 2 3 4 5 6 7 8 9 10; do sleep 100 & done; echo all", c =>
            c.Resources()["pids"] = ConfigEdits.Parse("""{"limit":5}"""));

        Assert.DoesNotContain("all", result.Failed().Output);
        Assert.Contains("fork", result.Error);
    }

    [Fact]
    public void Pids_LimitOfOne_IsEnoughForOneProcess()
    {
        Container container = New(new Bundle().WithArgs("sleep", "1000"));
        container.Bundle.With(c => c.Resources()["pids"] = ConfigEdits.Parse("""{"limit":1}"""));
        container.CreateAndStart();

        Assert.Equal("1", CgroupFiles.Read(container.Pid, "pids", "pids.max", "pids.max"));
        Assert.Equal("running", container.Status);
    }

    [Fact]
    public void Pids_Limit_CountsExecToo()
    {
        Container container = New(new Bundle().WithScript("sleep 1000 & sleep 1000 & wait"));
        container.Bundle.With(c => c.Resources()["pids"] = ConfigEdits.Parse("""{"limit":5}"""));
        container.CreateAndStart();

        container.Exec("true").Succeeded();
        container.ExecScript("sleep 1 & sleep 1 & sleep 1 & wait").Failed();
    }

    [Fact]
    public void Cpu_Quota_HoldsBack()
    {
        Container container = New(new Bundle().WithScript("while :; do :; done"));
        container.Bundle.With(c => c.Resources()["cpu"] = ConfigEdits.Parse("""{"quota":10000,"period":100000}"""));
        container.CreateAndStart();
        int pid = container.Pid;

        Wait.Until(() => Throttled(pid) >= 3, "the kernel counts periods in which the loop was held back");

        Assert.StartsWith("10000", CgroupFiles.Read(pid, "cpu", "cpu.cfs_quota_us", "cpu.max"));
    }

    [Fact]
    public void Cpu_Shares_AreWritten() =>
        Assert.Contains(
            Read("cpu", "cpu.shares", "cpu.weight", c => c.Resources()["cpu"] = ConfigEdits.Parse("""{"shares":2048}""")),
            new[] { "2048", "79", "174" });

    [Fact]
    public void Cpu_Cpus_AreThoseAllowed() =>
        Assert.Equal(
            "Cpus_allowed_list:\t0",
            RunScript("grep ^Cpus_allowed_list /proc/self/status", c =>
                c.Resources()["cpu"] = ConfigEdits.Parse("""{"cpus":"0","mems":"0"}""")).Succeeded().Text);

    [Fact]
    public void BlockIo_Weight_IsWritten()
    {
        Container container = New(new Bundle().WithLongLife().With(c =>
            c.Resources()["blockIO"] = ConfigEdits.Parse("""{"weight":300}""")));

        CommandResult created = container.Create();
        if (created.ExitCode != 0)
        {
            Assert.Contains("know no weights", created.Error);
            Assert.Skip("the kernel has no weights for block devices here");
        }

        // The first that there is: BFQ weighs on the specification's scale, io.weight from 1 to 10000.
        (string File, string Weight)[] files =
            [("blkio.weight", "300"), ("blkio.bfq.weight", "300"), ("io.bfq.weight", "default 300"), ("io.weight", "default 2930")];
        string folder = CgroupFiles.Folder(container.Pid, "blkio");
        (string file, string weight) = files.First(f => File.Exists(Path.Combine(folder, f.File)));
        Assert.Contains(weight, File.ReadAllText(Path.Combine(folder, file)));
    }

    [Fact]
    public void BlockIo_Throttle_IsWritten()
    {
        string device = File.ReadAllText("/sys/block/" + Path.GetFileName(Directory.EnumerateDirectories("/sys/block").Order().First()) + "/dev").Trim();
        string[] numbers = device.Split(':');
        Assert.Contains(device, Read("blkio", "blkio.throttle.read_bps_device", "io.max", c =>
            c.Resources()["blockIO"] = ConfigEdits.Parse(
                $$"""{"throttleReadBpsDevice":[{"major":{{numbers[0]}},"minor":{{numbers[1]}},"rate":1048576}]}""")));
    }

    [Fact]
    public void Unified_Files_AreWritten()
    {
        Assert.SkipWhen(CgroupFiles.IsVersion1("pids"), "version 1: there are no such files");

        Assert.Equal("55", Read("pids", "", "pids.max", c =>
            c.Resources()["unified"] = new JsonObject { ["pids.max"] = "55" }));
    }

    [Fact]
    public void CgroupsPath_Absolute_IsTaken()
    {
        string name = TestRun.NewName();
        Container container = New(new Bundle().WithLongLife().With(c => c.Linux()["cgroupsPath"] = $"/{name}"));
        container.CreateAndStart();

        Assert.All(
            File.ReadAllLines(container.Proc("cgroup")).Where(l => l.Contains(TestRun.Marker)),
            l => Assert.EndsWith($":/{name}", l));
        Assert.Contains(File.ReadAllLines(container.Proc("cgroup")), l => l.Contains("pids") || l.StartsWith("0::", StringComparison.Ordinal));
    }

    [Fact]
    public void CgroupsPath_Nested_IsMadeAndRemoved()
    {
        string parent = TestRun.NewName();
        Container container = New(new Bundle().WithLongLife().With(c => c.Linux()["cgroupsPath"] = $"/{parent}/inner"));
        container.CreateAndStart();
        string folder = CgroupFiles.Folder(container.Pid, "pids");

        container.DeleteForce().Succeeded();

        Assert.EndsWith($"/{parent}/inner", folder);
        Assert.False(Directory.Exists(folder));

        // Engines own the parent, and find it where they left it.
        foreach (string left in HostState.Cgroups().Where(c => c.EndsWith(parent, StringComparison.Ordinal)).ToArray())
        {
            Directory.Delete(left);
        }
    }

    [Fact]
    public void Cgroup_ProcessesLeftByInit_AreEndedByDelete()
    {
        Container container = New(new Bundle().WithScript("setsid sleep 5555 & exit 0").With(c => c.RemoveNamespace("pid")));
        container.CreateAndStart();
        container.WaitFor("stopped");

        container.DeleteForce().Succeeded();

        Wait.Until(() => !HostProcesses.OfThisRun().Any(p => p.EndsWith("sleep 5555", StringComparison.Ordinal)), "no process is left");
    }

    private static int Throttled(int pid) =>
        CgroupFiles.Read(pid, "cpu", "cpu.stat", "cpu.stat").Split('\n')
            .Where(l => l.StartsWith("nr_throttled ", StringComparison.Ordinal))
            .Select(l => int.Parse(l.Split(' ')[1], CultureInfo.InvariantCulture)).Single();

    private string Read(string controller, string version1, string version2, Action<JsonObject> edit)
    {
        Container container = New(new Bundle().WithLongLife().With(edit));
        container.CreateAndStart();
        return CgroupFiles.Read(container.Pid, controller, version1, version2);
    }
}
