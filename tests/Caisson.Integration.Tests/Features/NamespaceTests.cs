using System.Globalization;

namespace Caisson.Integration.Tests.Features;

/// <summary>linux.namespaces: new ones, the host's where none is asked for, and those that a path names.</summary>
public sealed class NamespaceTests : IntegrationTest
{
    [Theory]
    [InlineData("pid", "pid")]
    [InlineData("network", "net")]
    [InlineData("ipc", "ipc")]
    [InlineData("uts", "uts")]
    [InlineData("cgroup", "cgroup")]
    public void Namespace_Listed_IsNewAndOtherwiseTheHosts(string type, string link)
    {
        string host = new FileInfo($"/proc/self/ns/{link}").LinkTarget!;

        string listed = RunScript($"readlink /proc/self/ns/{link}").Succeeded().Text;
        string shared = RunScript($"readlink /proc/self/ns/{link}", c =>
        {
            c.RemoveNamespace(type);
            c.Remove("hostname");
        }).Succeeded().Text;

        Assert.NotEqual(host, listed);
        Assert.Equal(host, shared);
    }

    [Fact]
    public void Namespace_Mount_IsNew() =>
        Assert.NotEqual(new FileInfo("/proc/self/ns/mnt").LinkTarget, RunScript("readlink /proc/self/ns/mnt").Succeeded().Text);

    [Theory]
    [InlineData("network", "net")]
    [InlineData("ipc", "ipc")]
    [InlineData("uts", "uts")]
    [InlineData("pid", "pid")]
    [InlineData("cgroup", "cgroup")]
    public void Namespace_WithPath_IsJoined(string type, string link)
    {
        Container first = New(new Bundle().WithLongLife());
        first.CreateAndStart();
        string expected = new FileInfo(first.Proc($"ns/{link}")).LinkTarget!;

        CommandResult second = RunScript($"readlink /proc/self/ns/{link}", c =>
        {
            c.SetNamespace(type, first.Proc($"ns/{link}"));
            c.Remove("hostname");
        });

        Assert.Equal(expected, second.Succeeded().Text);
    }

    [Fact]
    public void Namespace_PidByPath_SeesTheOthersProcesses()
    {
        Container first = New(new Bundle().WithScript("exec sleep 4321"));
        first.CreateAndStart();

        Assert.Contains("sleep 4321", RunScript("ps", c => c.SetNamespace("pid", first.Proc("ns/pid"))).Succeeded().Output);
    }

    [Fact]
    public void Namespace_PathOfAnotherType_FailsBeforeAnythingIsMade()
    {
        Container container = New(new Bundle().With(c => c.SetNamespace("network", "/proc/self/ns/ipc")));

        ErrorLine.AssertOf(container, container.Create(), 1, "/proc/self/ns/ipc");
    }

    [Fact]
    public void Namespace_Network_HasLoopbackUp() =>
        Assert.Contains("127.0.0.1", RunScript("ifconfig lo && ping -c 1 127.0.0.1").Succeeded().Output);

    [Fact]
    public void Namespace_Pid_StartsAtOne() => Assert.Equal("1", RunScript("echo $$").Succeeded().Text);

    [Fact, HostLayout]
    public void Namespace_Cgroup_HidesTheHostsPath() =>
        Assert.All(RunScript("cat /proc/self/cgroup").Succeeded().Lines, l => Assert.EndsWith(":/", l));

    [Fact]
    public void Namespace_Time_HasItsOffsets()
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference, "the reference has no time namespace");
        Assert.SkipUnless(File.Exists("/proc/self/ns/time"), "the kernel has no time namespaces");

        CommandResult result = RunScript("cat /proc/self/timens_offsets; cat /proc/uptime", c =>
        {
            c.SetNamespace("time");
            c.Linux()["timeOffsets"] = ConfigEdits.Parse("""{"monotonic":{"secs":1000,"nanosecs":5},"boottime":{"secs":10000000}}""");
        });

        string[] lines = result.Succeeded().Lines;
        Assert.Equal(["monotonic", "1000", "5"], Words(lines[0]));
        Assert.Equal(["boottime", "10000000", "0"], Words(lines[1]));
        Assert.True(double.Parse(Words(lines[2])[0], CultureInfo.InvariantCulture) > 10_000_000);
    }

    [Fact]
    public void NetDevices_OfTheHost_MoveIntoTheContainer()
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference, "the reference does not know netDevices");
        string busybox = Executables.Require("busybox", "busybox-static");
        string device = $"cit{Environment.ProcessId}";
        int before = Directory.GetFileSystemEntries("/sys/class/net").Length;
        Command.Run(busybox, "ip", "link", "add", device, "type", "veth").Succeeded();

        CommandResult result = RunScript(
            "cat /sys/class/net/moved/address",
            c => c.Linux()["netDevices"] = ConfigEdits.Parse($$"""{"{{device}}":{"name":"moved"} }"""));

        // The namespace takes its half of the pair with it when it goes, and the other half goes with that one.
        Wait.Until(() => Directory.GetFileSystemEntries("/sys/class/net").Length == before, "the devices have gone");
        Assert.Matches("^([0-9a-f]{2}:){5}[0-9a-f]{2}$", result.Succeeded().Text);
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
