using System.Globalization;
using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.Systemd;

/// <summary><c>--systemd-cgroup</c>: a container's cgroup is a unit, and what holds in the one holds in the other.</summary>
[HostLayout]
public sealed class SystemdCgroupTests : IntegrationTest
{
    private const string Limits = """
        {
          "memory": {"limit": 67108864, "reservation": 33554432, "swap": 67108864},
          "cpu": {"shares": 512, "quota": 55000, "period": 100000, "cpus": "0"},
          "pids": {"limit": 33}
        }
        """;

    public SystemdCgroupTests() => SystemdHost.Require();

    [Fact]
    public void Create_CgroupsPath_IsAScopeInItsSlice()
    {
        Container container = Started(out string unit, slice: "caisson-tests-a.slice");

        Assert.EndsWith($"/caisson.slice/caisson-tests.slice/caisson-tests-a.slice/{unit}", CgroupFiles.Folder(container.Pid, "pids"));
        Assert.Equal("active", SystemdHost.Show(unit, "ActiveState"));
        Assert.Equal("caisson-tests-a.slice", SystemdHost.Show(unit, "Slice"));
        Assert.Equal("yes", SystemdHost.Show(unit, "Delegate"));
        Assert.Equal("1", SystemdHost.Show(unit, "TasksCurrent"));
        Assert.Contains(container.Id, SystemdHost.Show(unit, "Description"));
    }

    [Fact]
    public void Create_NoCgroupsPath_IsAScopeOfTheContainersName()
    {
        Container container = New(new Bundle().WithArgs("sleep", "1000").With(c => c.Linux().Remove("cgroupsPath")));
        container.GlobalOptions = ["--systemd-cgroup"];
        container.CreateAndStart();

        Assert.EndsWith($"/system.slice/caisson-{container.Id}.scope", CgroupFiles.Folder(container.Pid, "pids"));
    }

    [Fact]
    public void Create_SliceForAName_IsThatSlice()
    {
        string slice = $"caisson-{TestRun.NewName().Replace('-', '_')}.slice";
        Container container = New(new Bundle().WithArgs("sleep", "1000").With(c => c.Linux()["cgroupsPath"] = $"caisson.slice:x:{slice}"));
        container.GlobalOptions = ["--systemd-cgroup"];
        container.CreateAndStart();

        Assert.EndsWith($"/caisson.slice/{slice}", CgroupFiles.Folder(container.Pid, "pids"));
        container.DeleteForce().Succeeded();
        Assert.Equal("inactive", SystemdHost.Show(slice, "ActiveState"));
    }

    [Fact]
    public void Limits_AfterAReload_AreTheSameInBoth()
    {
        Container container = Started(out string unit, c => c.Linux()["resources"] = ConfigEdits.Parse(Limits));

        AssertLimits(container, unit, "67108864", "33554432", "0", "20", "55000 100000", "550ms", "33");
        SystemdHost.Reload();
        AssertLimits(container, unit, "67108864", "33554432", "0", "20", "55000 100000", "550ms", "33");
    }

    [Fact]
    public void Update_Limits_AreChangedInBoth()
    {
        Container container = Started(out string unit, c => c.Linux()["resources"] = ConfigEdits.Parse(Limits));

        container.Call(
            "update", "--memory", "96m", "--memory-swap", "128m", "--memory-reservation", "40m", "--cpu-share", "1024",
            "--cpu-quota", "30000", "--pids-limit", "44", container.Id).Succeeded();

        AssertLimits(container, unit, "100663296", "41943040", "33554432", "39", "30000 100000", "300ms", "44");
        SystemdHost.Reload();
        AssertLimits(container, unit, "100663296", "41943040", "33554432", "39", "30000 100000", "300ms", "44");
        container.Call("update", "--memory-swap", "112m", container.Id).Succeeded();
        Assert.Equal($"{16 << 20}", SystemdHost.Show(unit, "MemorySwapMax"));
    }

    [Fact]
    public void Limits_FromUnifiedFiles_SurviveAReload()
    {
        Assert.SkipWhen(CgroupFiles.IsVersion1("pids"), "only version 2 has these files");
        Container container = Started(out string unit, c => c.Resources()["unified"] = ConfigEdits.Parse(
            """{"memory.high": "50331648", "pids.max": "22", "cpu.max": "25000 50000", "cpu.weight": "77"}"""));

        SystemdHost.Reload();

        string folder = CgroupFiles.Folder(container.Pid, "pids");
        string[] values = [.. new[] { "memory.high", "pids.max", "cpu.max", "cpu.weight" }.Select(f => File.ReadAllText($"{folder}/{f}").Trim())];
        Assert.Equal(["50331648", "22", "25000 50000", "77"], values);
        Assert.Equal("50331648", SystemdHost.Show(unit, "MemoryHigh"));
    }

    [Fact]
    public void Memory_Exceeded_IsKilledAndTheFailedUnitGoes()
    {
        string name = TestRun.NewName();
        Container container = New(new Bundle().WithArgs("dd", "if=/dev/zero", "of=/dev/null", "bs=200M", "count=1").With(c =>
        {
            c.Linux()["cgroupsPath"] = $"system.slice:test:{name}";
            c.Resources()["memory"] = ConfigEdits.Parse("""{"limit":33554432,"swap":33554432}""");
        }));
        container.GlobalOptions = ["--systemd-cgroup"];

        container.Run().Exited(137);

        AssertGone($"test-{name}.scope");
    }

    [Fact]
    public void Pids_LimitOfOne_IsEnoughForOneProcess()
    {
        Container container = Started(out string unit, c => c.Resources()["pids"] = ConfigEdits.Parse("""{"limit":1}"""));

        Assert.Equal("1", CgroupFiles.Read(container.Pid, "pids", "pids.max", "pids.max"));
        Assert.Equal("1", SystemdHost.Show(unit, "TasksMax"));
    }

    [Fact]
    public void Devices_AfterAReload_AreAllowedAndDeniedAsBefore()
    {
        // /dev/full is allowed to all, /dev/net/tun to nobody, /dev/fuse to this container. Whether there are drivers is
        // another matter: what is denied is "not permitted".
        Container container = Started(out string unit, c => c.Resources()["devices"] = ConfigEdits.Parse(
            """[{"allow": false, "access": "rwm"}, {"allow": true, "type": "c", "major": 10, "minor": 229, "access": "rwm"}]"""));
        const string Script = """
            cd /tmp; rm -f full tun fuse; mknod full c 1 7; mknod tun c 10 200; mknod fuse c 10 229
            for d in full tun fuse; do (exec 3< $d) 2> why; grep -q 'not permitted' why && echo no $d || echo $d; done
            """;

        Assert.Equal(["full", "no tun", "fuse"], container.ExecScript(Script).Succeeded().Lines);
        SystemdHost.Reload();
        Assert.Equal(["full", "no tun", "fuse"], container.ExecScript(Script).Succeeded().Lines);
        Assert.Equal("strict", SystemdHost.Show(unit, "DevicePolicy"));
        Assert.Contains("/dev/char/10:229 rwm", SystemdHost.Show(unit, "DeviceAllow"));
    }

    [Fact]
    public void Devices_AllAllowed_StaySoAfterAReload()
    {
        Container container = Started(out string unit, c => c.Resources()["devices"] = ConfigEdits.Parse("""[{"allow": true, "access": "rwm"}]"""));

        SystemdHost.Reload();

        Assert.Equal("auto", SystemdHost.Show(unit, "DevicePolicy"));
        Assert.DoesNotContain("not permitted", container.ExecScript("mknod /tmp/tun c 10 200; exec 3< /tmp/tun").Error);
    }

    [Fact]
    public void Annotations_Properties_AreTheUnits()
    {
        Started(out string unit, c => c["annotations"] = ConfigEdits.Parse(
            """{"org.systemd.property.TimeoutStopUSec": "uint64 7000000", "org.systemd.property.CollectMode": "'inactive-or-failed'"}"""));

        Assert.Equal("7s", SystemdHost.Show(unit, "TimeoutStopUSec"));
        Assert.Equal("inactive-or-failed", SystemdHost.Show(unit, "CollectMode"));
    }

    [Fact]
    public void Exec_Pause_Resume_WorkInTheScope()
    {
        Container container = Started(out string unit);

        container.Call("pause", container.Id).Succeeded();
        Assert.Equal("paused", container.Status);
        container.Call("resume", container.Id).Succeeded();

        Assert.Equal("running", container.Status);
        container.Exec("--detach", "sleep", "1000").Succeeded();
        Assert.Equal("2", SystemdHost.Show(unit, "TasksCurrent"));
    }

    [Fact]
    public void Delete_Force_EndsTheUnit()
    {
        Container container = Started(out string unit);
        string folder = CgroupFiles.Folder(container.Pid, "pids");

        container.DeleteForce().Succeeded();

        AssertGone(unit);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void Create_UnitThatExists_IsRefusedAndLeftAlone()
    {
        Container first = Started(out string unit);
        Container second = New(new Bundle().WithArgs("sleep", "1000").With(c => c.Linux()["cgroupsPath"] = first.Bundle.Config.Linux()["cgroupsPath"]!.DeepClone()));
        second.GlobalOptions = ["--systemd-cgroup"];

        Assert.Contains(unit, second.Create().Exited(1).Error);

        Assert.Equal("running", first.Status);
        Assert.Equal("active", SystemdHost.Show(unit, "ActiveState"));
    }

    [Theory]
    [InlineData("/a/b", "expected cgroupsPath to be of format")]
    [InlineData("a.slice:b", "expected cgroupsPath to be of format")]
    [InlineData("a--b.slice:x:y", "invalid slice name")]
    [InlineData("a/b.slice:x:y", "invalid slice name")]
    public void Create_CgroupsPathOfAnotherForm_IsRefused(string path, string message)
    {
        Container container = New(new Bundle().WithArgs("sleep", "1000").With(c => c.Linux()["cgroupsPath"] = path));
        container.GlobalOptions = ["--systemd-cgroup"];

        Assert.Contains(message, container.Create().Exited(1).Error);
    }

    private static void AssertLimits(
        Container container, string unit, string memory, string low, string swap, string weight, string quota, string perSecond, string tasks)
    {
        Assert.SkipWhen(CgroupFiles.IsVersion1("pids"), "the figures are version 2's");
        string folder = CgroupFiles.Folder(container.Pid, "pids");
        Assert.Equal(
            [memory, low, swap, weight, quota, tasks, "0"],
            new[] { "memory.max", "memory.low", "memory.swap.max", "cpu.weight", "cpu.max", "pids.max", "cpuset.cpus" }
                .Select(f => File.ReadAllText($"{folder}/{f}").Trim()));
        Assert.Equal(
            [memory, low, swap, weight, perSecond, tasks, "0"],
            new[] { "MemoryMax", "MemoryLow", "MemorySwapMax", "CPUWeight", "CPUQuotaPerSecUSec", "TasksMax", "AllowedCPUs" }
                .Select(p => SystemdHost.Show(unit, p)));
    }

    private static void AssertGone(string unit) => Assert.Equal("not-found", SystemdHost.Show(unit, "LoadState"));

    private Container Started(out string unit, Action<JsonObject>? edit = null, string slice = "system.slice")
    {
        string name = TestRun.NewName();
        unit = string.Create(CultureInfo.InvariantCulture, $"test-{name}.scope");
        Container container = New(new Bundle().WithArgs("sleep", "1000").With(c =>
        {
            c.Linux()["cgroupsPath"] = $"{slice}:test:{name}";
            edit?.Invoke(c);
        }));
        container.GlobalOptions = ["--systemd-cgroup"];
        container.CreateAndStart();
        return container;
    }
}
