namespace Caisson.Integration.Tests.Attacks;

/// <summary>
/// CVE-2022-29162: a program with inheritable capabilities that nobody asked for, which executables with file
/// capabilities then raise to permitted ones.
/// </summary>
public sealed class InheritableCapabilityTests : IntegrationTest
{
    private const string Empty = "CapInh:\t0000000000000000";
    private const string Show = "grep ^CapInh /proc/self/status";

    [Theory]
    [InlineData("0")]
    [InlineData("1000")]
    public void Init_InheritableNotListed_HasNone(string user) =>
        Assert.Equal(Empty, RunScript(Show, c => c.Process()["user"] = ConfigEdits.Parse($$"""{"uid":{{user}},"gid":0}""")).Succeeded().Text);

    [Theory]
    [InlineData("--user=0:0")]
    [InlineData("--user=1000:1000")]
    [InlineData("--cap=CAP_NET_ADMIN")]
    public void Exec_InheritableNotListed_HasNone(string option)
    {
        Container container = New(new Bundle().WithLongLife());
        container.CreateAndStart();

        Assert.Equal(Empty, container.Exec(option, "sh", "-c", Show).Succeeded().Text);
    }

    [Fact]
    public void Exec_ProcessFileWithoutInheritable_HasNone()
    {
        Container container = New(new Bundle().WithLongLife());
        container.CreateAndStart();
        string file = Path.Combine(Folder, "process.json");
        File.WriteAllText(file, $$"""
            {
              "args": ["sh", "-c", "{{Show}}"], "cwd": "/", "env": ["PATH=/bin"], "user": { "uid": 0, "gid": 0 },
              "capabilities": { "bounding": ["CAP_KILL"], "permitted": ["CAP_KILL"], "effective": ["CAP_KILL"] }
            }
            """);

        Assert.Equal(Empty, container.Call("exec", "--process", file, container.Id).Succeeded().Text);
    }

    [Fact]
    public void Init_InheritableListed_HasThem() =>
        Assert.Equal(
            "CapInh:\t0000000000000020",
            RunScript(Show, c => c.Process()["capabilities"]!["inheritable"] = ConfigEdits.Strings("CAP_KILL")).Succeeded().Text);
}
