using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.CommandLine;

/// <summary>spec, features, --version and --help: what the runtime says of itself.</summary>
public sealed class SpecAndFeaturesTests : IntegrationTest
{
    public static TheoryData<string> Runtimes => OciRuntime.Both;

    [Theory, MemberData(nameof(Runtimes))]
    public void Spec_EmptyFolder_WritesARunnableConfiguration(string runtime)
    {
        Container container = New(new Bundle(), OciRuntime.Named(runtime));

        container.Call("spec", "--bundle", container.Bundle.Folder).Succeeded();

        JsonObject config = JsonNode.Parse(File.ReadAllText(container.Bundle.ConfigFile))!.AsObject();
        Assert.Equal("rootfs", (string?)config["root"]!["path"]);
        Assert.Equal(["sh"], config.Process()["args"]!.AsArray().Select(a => (string?)a));
        Assert.True((bool)config.Process()["terminal"]!);
        config.Process()["terminal"] = false;
        config.Process()["args"] = ConfigEdits.Strings("echo", "it runs");
        File.WriteAllText(container.Bundle.ConfigFile, config.ToJsonString());
        Assert.Equal("it runs", container.Call("run", "--bundle", container.Bundle.Folder, container.Id).Succeeded().Text);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Spec_FilePresent_IsNotOverwritten(string runtime)
    {
        Container container = New(new Bundle(), OciRuntime.Named(runtime));
        File.WriteAllText(container.Bundle.ConfigFile, "mine");

        container.Call("spec", "--bundle", container.Bundle.Folder).Exited(1);

        Assert.Equal("mine", File.ReadAllText(container.Bundle.ConfigFile));
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Spec_Rootless_MapsOneUser(string runtime)
    {
        Container container = New(new Bundle(), OciRuntime.Named(runtime));

        container.Call("spec", "--rootless", "--bundle", container.Bundle.Folder).Succeeded();

        JsonNode linux = JsonNode.Parse(File.ReadAllText(container.Bundle.ConfigFile))!["linux"]!;
        Assert.Contains(linux["namespaces"]!.AsArray(), n => (string?)n!["type"] == "user");
        Assert.Equal(1, (int)linux["uidMappings"]![0]!["size"]!);
        Assert.Null(linux["resources"]);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Features_Json_NamesWhatEnginesAskFor(string runtime)
    {
        JsonNode features = New(new Bundle(), OciRuntime.Named(runtime)).Call("features").Succeeded().Json;

        Assert.Equal("1.0.0", (string?)features["ociVersionMin"]);
        Assert.NotNull(features["ociVersionMax"]);
        Assert.Equal(
            ["createContainer", "createRuntime", "poststart", "poststop", "prestart", "startContainer"],
            Strings(features["hooks"]).Order(StringComparer.Ordinal));
        Assert.Superset(new HashSet<string> { "rro", "bind", "rbind", "rslave", "nosymfollow", "tmpcopyup" }, Set(features["mountOptions"]));
        JsonNode linux = features["linux"]!;
        Assert.Superset(
            new HashSet<string> { "cgroup", "ipc", "mount", "network", "pid", "user", "uts" }, Set(linux["namespaces"]));
        Assert.Contains("CAP_SYS_ADMIN", Strings(linux["capabilities"]));
        Assert.True((bool)linux["cgroup"]!["v1"]!);
        Assert.True((bool)linux["cgroup"]!["v2"]!);
        Assert.True((bool)linux["seccomp"]!["enabled"]!);
        Assert.Superset(new HashSet<string> { "SCMP_ACT_ERRNO", "SCMP_ACT_NOTIFY" }, Set(linux["seccomp"]!["actions"]));
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Version_FirstLine_NamesTheProgramAndTheSpecification(string runtime)
    {
        CommandResult result = New(new Bundle(), OciRuntime.Named(runtime)).Call("--version").Succeeded();

        Assert.Matches(@"^\S+ version \d+\.\d+\.\d+", result.Lines[0]);
        Assert.Contains(result.Lines, l => l.StartsWith("spec: 1.", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Help_AnyCommand_Succeeds(string runtime)
    {
        Container container = New(new Bundle(), OciRuntime.Named(runtime));

        Assert.Contains("create", container.Call("--help").Succeeded().Output);
        foreach (string command in new[]
        {
            "create", "start", "run", "state", "kill", "delete", "exec", "ps", "list", "pause", "resume", "update",
            "events", "spec", "features",
        })
        {
            Assert.Contains(command, container.Call(command, "--help").Succeeded().Output);
        }
    }

    [Fact]
    public void Features_SubjectsOwn_NameAllOfTheSpecification()
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference, "the reference implements an older version of the specification");
        JsonNode features = New(new Bundle()).Call("features").Succeeded().Json;

        Assert.Superset(new HashSet<string> { "time" }, Set(features["linux"]!["namespaces"]));
        Assert.True((bool)features["linux"]!["mountExtensions"]!["idmap"]!["enabled"]!);
    }

    private static IEnumerable<string> Strings(JsonNode? node) => node!.AsArray().Select(n => (string)n!);

    private static HashSet<string> Set(JsonNode? node) => [.. Strings(node)];
}
