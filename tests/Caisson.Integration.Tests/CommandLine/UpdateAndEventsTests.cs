using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.CommandLine;

/// <summary>update and events: limits that change, and figures.</summary>
[HostLayout]
public sealed class UpdateAndEventsTests : IntegrationTest
{
    public static TheoryData<string> Runtimes => OciRuntime.Both;

    [Theory, MemberData(nameof(Runtimes))]
    public void Update_Options_ChangeTheCgroup(string runtime)
    {
        Container container = Running(runtime);

        container.Call(
            "update", "--memory", "64M", "--pids-limit", "77", "--cpu-quota", "50000", "--cpu-period", "100000", container.Id)
            .Succeeded();

        AssertLimits(container, memory: 64 << 20, pids: 77);
        Assert.Equal("50000", CgroupFiles.Read(container.Pid, "cpu", "cpu.cfs_quota_us", "cpu.max").Split(' ')[0]);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Update_CpuShareAndCpus_ChangeTheCgroup(string runtime)
    {
        Container container = Running(runtime);

        container.Call("update", "--cpu-share", "512", "--cpuset-cpus", "0", container.Id).Succeeded();

        // Version 2 counts weights from 1 to 10000 where version 1 counts shares from 2 to 262144.
        Assert.Contains(CgroupFiles.Read(container.Pid, "cpu", "cpu.shares", "cpu.weight"), new[] { "512", "20", "59" });
        Assert.Equal("0", CgroupFiles.Read(container.Pid, "cpuset", "cpuset.cpus", "cpuset.cpus"));
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Update_ResourcesFromStandardInput_ChangeTheCgroup(string runtime)
    {
        Container container = Running(runtime);
        container.Surroundings = new CommandOptions { Input = """{"memory":{"limit":50331648},"pids":{"limit":33}}""" };

        container.Call("update", "--resources", "-", container.Id).Succeeded();

        AssertLimits(container, memory: 48 << 20, pids: 33);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Update_ResourcesFromFile_ChangeTheCgroup(string runtime)
    {
        Container container = Running(runtime);
        string file = Path.Combine(Folder, "resources.json");
        File.WriteAllText(file, """{"pids":{"limit":44}}""");

        container.Call("update", "-r", file, container.Id).Succeeded();

        AssertLimits(container, memory: null, pids: 44);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Events_Stats_HasRuncsFields(string runtime)
    {
        Container container = Running(runtime);

        JsonNode stats = container.Call("events", "--stats", container.Id).Succeeded().Json;

        Assert.Equal("stats", (string?)stats["type"]);
        Assert.Equal(container.Id, (string?)stats["id"]);
        JsonNode data = stats["data"]!;
        Assert.True((long)data["cpu"]!["usage"]!["total"]! > 0);
        Assert.NotNull(data["cpu"]!["throttling"]);
        Assert.True((long)data["memory"]!["usage"]!["usage"]! > 0);

        // Where there is none, version 1 has a number near long.MaxValue for it, and version 2 that of ulong.
        Assert.True((ulong)data["memory"]!["usage"]!["limit"]! > 0);
        Assert.NotNull(data["memory"]!["raw"]!["pgfault"]);
        Assert.Equal(2, (int)data["pids"]!["current"]!);
        Assert.NotNull(data["blkio"]);
        Assert.NotNull(data["hugetlb"]);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Events_Interval_WritesLineAfterLineUntilTheEnd(string runtime)
    {
        Container container = Running(runtime);
        using Command events = container.Begin("events", "--interval", "100ms", container.Id);
        Wait.Until(() => events.Output.Count(c => c == '\n') >= 3, "three lines");

        container.Kill().Succeeded();
        container.DeleteForce().Succeeded();

        events.Wait().Succeeded();
        Assert.All(events.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => Assert.NotNull(JsonNode.Parse(l)!["type"]));
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Events_OutOfMemory_IsReported(string runtime)
    {
        // The first process survives the kills of its children; there are several, for the runtime may begin to listen late.
        Container container = New(
            new Bundle().WithScript("while :; do dd if=/dev/zero of=/dev/null bs=64M count=1; sleep 0.1; done"),
            OciRuntime.Named(runtime));
        container.Bundle.With(c => c.Resources()["memory"] = ConfigEdits.Parse("""{"limit":16777216,"swap":16777216}"""));
        container.CreateAndStart();

        using Command events = container.Begin("events", "--interval", "60s", container.Id);

        Wait.Until(() => events.Output.Contains("\"oom\""), "the event");
    }

    private static void AssertLimits(Container container, long? memory, int pids)
    {
        int pid = container.Pid;
        if (memory is not null)
        {
            Assert.Equal($"{memory}", CgroupFiles.Read(pid, "memory", "memory.limit_in_bytes", "memory.max"));
        }

        Assert.Equal($"{pids}", CgroupFiles.Read(pid, "pids", "pids.max", "pids.max"));
    }

    private Container Running(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.CreateAndStart();
        Wait.Until(() => container.Call("ps", "-f", "json", container.Id).Json.AsArray().Count == 2, "the shell's child");
        return container;
    }
}
