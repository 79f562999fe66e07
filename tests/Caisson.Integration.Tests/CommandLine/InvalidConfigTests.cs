using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.CommandLine;

/// <summary>
/// Configurations that no container can be made of: runc's exit code, one line that names the culprit, the same in the
/// log, and nothing left behind (which the class's guard sees to).
/// </summary>
public sealed class InvalidConfigTests : IntegrationTest
{
    private static readonly Dictionary<string, (string Word, Action<JsonObject> Edit)> Faults = new()
    {
        ["args empty"] = ("args", c => c.Process()["args"] = new JsonArray()),
        ["args missing"] = ("args", c => c.Process().Remove("args")),
        ["process missing"] = ("process", c => c.Remove("process")),
        ["program missing"] = ("/nope", c => c.Process()["args"] = ConfigEdits.Strings("/nope")),
        ["program not in PATH"] = ("nope", c => c.Process()["args"] = ConfigEdits.Strings("nope")),
        ["program not executable"] = ("/etc/passwd", c => c.Process()["args"] = ConfigEdits.Strings("/etc/passwd")),
        ["program is a folder"] = ("/etc", c => c.Process()["args"] = ConfigEdits.Strings("/etc")),
        ["cwd relative"] = ("cwd", c => c.Process()["cwd"] = "tmp"),
        ["root missing"] = ("nowhere", c => c["root"]!["path"] = "nowhere"),
        ["root is a file"] = ("config.json", c => c["root"]!["path"] = "config.json"),
        ["uid negative"] = ("uid", c => c.Process()["user"]!["uid"] = -1),
        ["uid a string"] = ("uid", c => c.Process()["user"]!["uid"] = "root"),
        ["env without ="] = ("NOVALUE", c => c.Process()["env"] = ConfigEdits.Strings("PATH=/bin", "NOVALUE")),
        ["rlimit unknown"] = ("RLIMIT_FOO", c => c.Process()["rlimits"] = ConfigEdits.Parse("""[{"type":"RLIMIT_FOO","soft":1,"hard":1}]""")),
        ["mount source missing"] = ("/nowhere", c => c.AddBind("/nowhere", "/mnt")),
        ["mount type unknown"] = ("nofs", c => c.AddMount("/mnt", "nofs", "none")),
        ["mount option unknown"] = ("frobnicate", c => c.AddMount("/mnt", "tmpfs", "none", "frobnicate")),
        ["mount below a file"] = ("/etc/passwd", c => c.AddMount("/etc/passwd/x", "tmpfs", "none")),
        ["namespace unknown"] = ("foo", c => c.SetNamespace("foo")),
        ["namespace twice"] = ("pid", c => c.Linux()["namespaces"]!.AsArray().Add(ConfigEdits.Parse("""{"type":"pid"}"""))),
        ["namespace path missing"] = ("/nowhere", c => c.SetNamespace("network", "/nowhere")),
        ["hostname without namespace"] = ("hostname", c => c.RemoveNamespace("uts")),
        ["sysctl not of a namespace"] = ("kernel.pid_max", c => c.Linux()["sysctl"] = ConfigEdits.Parse("""{"kernel.pid_max":"1"}""")),
        ["sysctl value wrong"] = ("ip_forward", c => c.Linux()["sysctl"] = ConfigEdits.Parse("""{"net.ipv4.ip_forward":"xx"}""")),
        ["seccomp action unknown"] = ("SCMP_ACT_FOO", c => c.Linux()["seccomp"] = ConfigEdits.Parse("""{"defaultAction":"SCMP_ACT_FOO"}""")),
        ["propagation unknown"] = ("foo", c => c.Linux()["rootfsPropagation"] = "foo"),
        ["device type unknown"] = ("device", c => c.Linux()["devices"] = ConfigEdits.Parse("""[{"type":"q","path":"/dev/x","major":1,"minor":3}]""")),
        ["hook missing"] = ("/nowhere", c => c["hooks"] = ConfigEdits.Parse("""{"createRuntime":[{"path":"/nowhere"}]}""")),
        ["cpuset out of range"] = ("cpuset", c => c.Resources()["cpu"] = ConfigEdits.Parse("""{"cpus":"7777"}""")),
        ["user mapping empty"] = ("apping", c => c.SetNamespace("user")),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string runtime in OciRuntime.Both.Select(r => r.Data))
            {
                foreach (string fault in Faults.Keys)
                {
                    data.Add(runtime, fault);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> Runtimes => OciRuntime.Both;

    [Theory, MemberData(nameof(Cases))]
    public void Create_FaultyConfiguration_FailsInOneLineAndLeavesNothing(string runtime, string fault)
    {
        Container container = New(new Bundle(), OciRuntime.Named(runtime));
        Faults[fault].Edit(container.Bundle.Config);

        ErrorLine.AssertOf(container, container.Create(), 1, Faults[fault].Word);
        container.Call("state", container.Id).Exited(1);
        Assert.Equal("", container.Call("list", "-q").Succeeded().Output);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Run_ProgramMissing_FailsAsCreateDoes(string runtime)
    {
        Container container = New(new Bundle().WithArgs("/nope"), OciRuntime.Named(runtime));

        ErrorLine.AssertOf(container, container.Run(), 1, "/nope");
        container.Call("state", container.Id).Exited(1);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Create_ConfigurationMissing_NamesTheFile(string runtime)
    {
        Container container = New(new Bundle(), OciRuntime.Named(runtime));

        ErrorLine.AssertOf(container, container.Call("create", "--bundle", container.Bundle.Folder, container.Id), 1, "config.json");
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Create_BundleMissing_NamesTheFolder(string runtime)
    {
        Container container = New(new Bundle(), OciRuntime.Named(runtime));

        ErrorLine.AssertOf(container, container.Call("create", "--bundle", "/no/bundle", container.Id), 1, "/no/bundle");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"ociVersion\": 5}")]
    [InlineData("{\"ociVersion\": \"1.0.0\", \"process\": []}")]
    [InlineData("\0\u0001\u0002")]
    public void Create_ConfigurationMalformed_FailsInOneLine(string text)
    {
        Container container = New(new Bundle());
        File.WriteAllText(container.Bundle.ConfigFile, text);

        CommandResult result = container.Call("create", "--bundle", container.Bundle.Folder, container.Id);

        ErrorLine.AssertOf(container, result, 1, OciRuntime.SubjectIsReference ? "" : "config.json");
    }

    [Theory]
    [InlineData("2.0.0")]
    [InlineData("0.9.0")]
    [InlineData("one")]
    [InlineData("")]
    public void Create_VersionUnknown_NamesTheField(string version)
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference, "the reference does not look at the version");
        Container container = New(new Bundle());
        container.Bundle.With(c => c["ociVersion"] = version);

        ErrorLine.AssertOf(container, container.Create(), 1, "ociVersion");
    }
}
