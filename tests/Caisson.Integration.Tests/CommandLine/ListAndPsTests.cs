using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.CommandLine;

/// <summary>list and ps, as tables and as JSON.</summary>
public sealed class ListAndPsTests : IntegrationTest
{
    public static TheoryData<string> Runtimes => OciRuntime.Both;

    [Theory, MemberData(nameof(Runtimes))]
    public void List_NoContainer_ShowsTheHeadingAlone(string runtime)
    {
        Container container = New(new Bundle(), OciRuntime.Named(runtime));

        Assert.Equal("ID          PID         STATUS      BUNDLE      CREATED     OWNER\n", container.Call("list").Succeeded().Output);
        Assert.Equal("", container.Call("list", "-q").Succeeded().Output);
        Assert.Contains(container.Call("list", "-f", "json").Succeeded().Text, new[] { "null", "[]" });
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void List_TwoContainers_ShowsBoth(string runtime)
    {
        var (running, created) = Two(runtime);

        string[] lines = running.Call("list").Succeeded().Lines;

        Assert.Equal(["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"], Words(lines[0]));
        string[] first = Words(lines.Single(l => l.StartsWith(running.Id + " ", StringComparison.Ordinal)));
        Assert.Equal([running.Id, $"{running.Pid}", "running", running.Bundle.Folder], first[..4]);
        Assert.Equal("root", first[5]);
        string[] second = Words(lines.Single(l => l.StartsWith(created.Id + " ", StringComparison.Ordinal)));
        Assert.Equal("created", second[2]);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void List_Quiet_ShowsIdsAlone(string runtime)
    {
        var (first, second) = Two(runtime);

        Assert.Equal(
            new[] { first.Id, second.Id }.Order(StringComparer.Ordinal),
            first.Call("list", "-q").Succeeded().Lines.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void List_Json_HasRuncsFields(string runtime)
    {
        var (running, _) = Two(runtime);

        JsonArray list = running.Call("list", "--format", "json").Succeeded().Json.AsArray();

        JsonObject entry = list.Single(e => (string?)e!["id"] == running.Id)!.AsObject();
        Assert.Equal(2, list.Count);
        Assert.Equal(
            ["bundle", "created", "id", "ociVersion", "owner", "pid", "rootfs", "status"],
            entry.Select(f => f.Key).Order(StringComparer.Ordinal));
        Assert.Equal("running", (string?)entry["status"]);
        Assert.Equal("root", (string?)entry["owner"]);
    }

    [Theory, MemberData(nameof(Runtimes)), HostLayout]
    public void Ps_Table_IsThatOfTheHostsPs(string runtime)
    {
        var (running, _) = Two(runtime);

        string[] lines = running.Call("ps", running.Id).Succeeded().Lines;

        Assert.Equal(["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"], Words(lines[0]));
        Assert.Contains(lines, l => Words(l)[1] == $"{running.Pid}");
        Assert.Equal(3, lines.Length);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Ps_Options_AreThoseOfTheHostsPs(string runtime)
    {
        var (running, _) = Two(runtime);

        string[] lines = running.Call("ps", running.Id, "-e", "-o", "pid,comm").Succeeded().Lines;

        Assert.Equal(["PID", "COMMAND"], Words(lines[0]));
        Assert.Equal(["sh", "sleep"], lines.Skip(1).Select(l => Words(l)[1]).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Runtimes)), HostLayout]
    public void Ps_Json_IsAListOfPids(string runtime)
    {
        var (running, _) = Two(runtime);

        int[] pids = [.. running.Call("ps", "--format", "json", running.Id).Succeeded().Json.AsArray().Select(p => (int)p!)];

        Assert.Equal(2, pids.Length);
        Assert.Contains(running.Pid, pids);
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private (Container Running, Container Created) Two(string runtime)
    {
        Container running = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        running.CreateAndStart();
        Wait.Until(
            () => running.Call("ps", "-f", "json", running.Id).Json.AsArray().Count == 2
                && running.Call("ps", running.Id).Output.Contains("sleep"),
            "the shell has started its child");
        Container created = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        created.Create().Succeeded();
        return (running, created);
    }
}
