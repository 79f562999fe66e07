using System.Text.Json.Nodes;
using Caisson.Linux.Cgroups;
using Caisson.Runtime.CommandLine.Events;

namespace Caisson.CommandLine.Tests.Golden;

/// <summary>The statistics of one container, as runc prints them and as they are printed here.</summary>
public sealed class EventsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("caisson-events").FullName;
    private readonly string _id = $"caisson-events-{Environment.ProcessId}";
    private Tool? _runc;

    public void Dispose()
    {
        _runc?.Run("--root", Path.Join(_folder, "state"), "delete", "--force", _id);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Statistics_OfRuncsContainer_AreRuncs()
    {
        Start();
        JsonNode before = RuncStatistics();
        using Cgroup cgroup = Cgroup.Open(CgroupPaths());
        JsonNode actual = JsonNode.Parse(EventLine.Statistics(_id, cgroup.ReadStats()))!;
        JsonNode after = RuncStatistics();

        foreach (string path in Paths(before).Intersect(Paths(after)))
        {
            JsonNode? value = Find(actual, path);
            Assert.True(value is not null || Find(before, path) is null, $"{path} is missing");

            // A sleeping container's counters stand still, unless the kernel accounts late.
            // runc rounds these two to ticks.
            bool isRounded = path is "/data/cpu/usage/kernel" or "/data/cpu/usage/user";
            string? expected = Find(before, path)?.ToJsonString();
            if (!isRounded && value is not JsonObject && expected == Find(after, path)?.ToJsonString())
            {
                Assert.Equal(expected, value?.ToJsonString());
            }
        }

        // Pressure is what newer releases of runc tell too; huge pages this one tells only on some machines.
        string[] more = [.. Paths(actual).Except(Paths(before)).Except(Paths(after))];
        Assert.All(more, path => Assert.Matches("/psi/|/hugetlb/", path));
    }

    [Fact]
    public void Oom_Line_IsRuncs() =>
        Assert.Equal("{\"type\":\"oom\",\"id\":\"x\"}\n"u8, EventLine.Oom("x"));

    private void Start()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to run a container with runc");
        Assert.SkipUnless(File.Exists("/bin/busybox"), "needs /bin/busybox (Debian package busybox-static)");
        _runc = Tool.Runc();
        string bin = Directory.CreateDirectory(Path.Join(_folder, "rootfs", "bin")).FullName;
        File.Copy("/bin/busybox", Path.Join(bin, "busybox"));
        Assert.Equal("", _runc.Run("spec", "--bundle", _folder).Error);
        string config = Path.Join(_folder, "config.json");
        JsonNode spec = JsonNode.Parse(File.ReadAllText(config))!;
        spec["process"]!["terminal"] = false;
        spec["process"]!["args"] = new JsonArray("/bin/busybox", "sleep", "1000");
        File.WriteAllText(config, spec.ToJsonString());

        // Nothing is to be read from it: a container holds the descriptors of who made it.
        const string Script = """exec "$0" --root "$1/state" run -d --bundle "$1" "$2" >/dev/null 2>"$1/error" """;
        Outcome outcome = new Tool("/bin/sh", "sh").Run("-c", Script, _runc.Path, _folder, _id);
        string error = File.ReadAllText(Path.Join(_folder, "error"));
        Assert.SkipUnless(outcome.Status == 0, $"runc cannot run a container here: {error}");
    }

    private JsonNode RuncStatistics() =>
        JsonNode.Parse(_runc!.Run("--root", Path.Join(_folder, "state"), "events", "--stats", _id).Output)!;

    private Dictionary<string, string> CgroupPaths()
    {
        JsonNode state = JsonNode.Parse(File.ReadAllText(Path.Join(_folder, "state", _id, "state.json")))!;
        return state["cgroup_paths"]!.AsObject().ToDictionary(pair => pair.Key, pair => (string)pair.Value!);
    }

    private static IEnumerable<string> Paths(JsonNode? node, string path = "") => node switch
    {
        JsonObject { Count: > 0 } map => map.SelectMany(pair => Paths(pair.Value, $"{path}/{pair.Key}")),
        _ => [path],
    };

    private static JsonNode? Find(JsonNode root, string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate((JsonNode?)root, (node, name) => node?[name]);
}
