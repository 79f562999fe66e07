using System.Text.Json.Nodes;
using Caisson.Cli.Tests.Support;

namespace Caisson.Cli.Tests.Verbs;

/// <summary>Verbs that ask an engine: what they ask, and what they make of the answers.</summary>
public sealed class EngineVerbTests : CommandLineTest
{
    private const string Containers = """
        [{"Id":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","Names":["/web","/other/alias"],"Image":"busybox",
          "Command":"sleep a very long time indeed","Created":1777636740,"State":"running","Status":"Up 2 minutes","Labels":{"b":"2","a":"1"},
          "Ports":[{"PrivatePort":80,"Type":"tcp"}],"Mounts":[{"Name":"data","Driver":"local"}],"NetworkSettings":{"Networks":{"bridge":{}}}}]
        """;

    [Fact]
    public async Task List_Containers_IsDockersTable()
    {
        using FakeEngine engine = new FakeEngine(Folder).Answer("GET /containers/json", Containers);

        Assert.Equal(
            """
            CONTAINER ID   IMAGE     COMMAND                  CREATED              STATUS         PORTS     NAMES
            0123456789ab   busybox   "sleep a very long t…"   About a minute ago   Up 2 minutes   80/tcp    web

            """,
            await OutputAsync(engine, "ps"));
    }

    [Theory]
    [InlineData("web 1 data bridge a=1,b=2\n", "{{.Names}} {{.Label \"a\"}} {{.Mounts}} {{.Networks}} {{.Labels}}")]
    [InlineData("NAMES     ex\nweb       \n", "table {{.Names}}\t{{.Label \"com.ex\"}}")]
    public async Task List_Template_IsFilledIn(string expected, string format)
    {
        using FakeEngine engine = new FakeEngine(Folder).Answer("GET /containers/json", Containers);

        Assert.Equal(expected, await OutputAsync(engine, "ps", "--format", format));
    }

    [Fact]
    public async Task List_UnknownField_IsAnErrorWithoutRowsToo()
    {
        using FakeEngine engine = new FakeEngine(Folder).Answer("GET /containers/json", "[]");

        (int status, FakeStreams streams) = await RunAsync("-H", engine.Address, "ps", "--format", "{{.Foo}}");

        Assert.Equal(
            (1, "failed to execute template: template: :1:2: executing \"\" at <.Foo>: can't evaluate field Foo in type *formatter.ContainerContext\n"),
            (status, streams.Error));
    }

    [Fact]
    public async Task List_Filters_AreSentAsADocument()
    {
        using FakeEngine engine = new FakeEngine(Folder).Answer("GET /containers/json", "[]");

        await OutputAsync(engine, "ps", "-a", "-n", "2", "-f", "name=x", "-f", "status=exited", "-f", "name=y");

        Assert.Equal(
            "GET /containers/json?all=1&limit=2&filters=" + Uri.EscapeDataString("""{"name":{"x":true,"y":true},"status":{"exited":true}}"""),
            Assert.Single(engine.Requests));
    }

    [Theory]
    [InlineData("POST /containers/web/stop?signal=INT&t=3", "stop", "-s", "INT", "-t", "3", "web")]
    [InlineData("POST /containers/web/restart", "restart", "web")]
    [InlineData("POST /containers/web/kill?signal=HUP", "kill", "-s", "HUP", "web")]
    [InlineData("POST /containers/web/pause", "container", "pause", "web")]
    [InlineData("POST /containers/web/start", "start", "web")]
    [InlineData("DELETE /containers/web?v=1&force=1", "rm", "-fv", "web")]
    [InlineData("""POST /containers/web/update {"Memory":1048576,"RestartPolicy":{"Name":"no"}}""", "update", "-m", "1m", "--restart", "no", "web")]
    [InlineData("DELETE /volumes/web?force=1", "volume", "rm", "-f", "web")]
    [InlineData("DELETE /networks/web", "network", "rm", "web")]
    public async Task Run_VerbForEach_AsksAndWritesTheName(string expected, params string[] words)
    {
        using FakeEngine engine = new(Folder);
        engine.Answer(expected.Split(' ')[0] + " " + expected.Split(' ')[1].Split('?')[0], "");

        Assert.Equal("web\n", await OutputAsync(engine, words));
        Assert.Equal(expected, Assert.Single(engine.Requests));
    }

    [Fact]
    public async Task Run_SomeFail_DoesTheOthersAndSaysWhatFailed()
    {
        using FakeEngine engine = new FakeEngine(Folder)
            .Answer("POST /containers/a/stop", "")
            .Answer("POST /containers/b/stop", """{"message":"No such container: b"}""", 404);

        (int status, FakeStreams streams) = await RunAsync("-H", engine.Address, "stop", "b", "a");

        Assert.Equal((1, "a\n", "Error response from daemon: No such container: b\n"), (status, streams.Output, streams.Error));
    }

    [Theory]
    [InlineData(1, "Cannot connect to the Caisson engine at unix:///nope. Is caissond running?\n", "ps")]
    [InlineData(125, "caisson: Cannot connect to the Caisson engine at unix:///nope. Is caissond running?\n\nRun 'caisson run --help' for more information\n", "run", "x")]
    [InlineData(1, "Cannot connect to the Caisson engine at unix:///nope. Is caissond running?\n", "create", "x")]
    public async Task Run_NoEngine_SaysSo(int expected, string error, params string[] words)
    {
        (int status, FakeStreams streams) = await RunAsync(["-H", "unix:///nope", .. words]);

        Assert.Equal((expected, error), (status, streams.Error));
    }

    [Theory]
    [InlineData(127, "exec: \"nope\": executable file not found in $PATH: unknown")]
    [InlineData(126, "exec: \"/etc\": permission denied: unknown")]
    [InlineData(125, "something else")]
    public async Task Run_DetachedStartFails_HasTheStatusThatTellsWhy(int expected, string message)
    {
        using FakeEngine engine = new FakeEngine(Folder)
            .Answer("POST /containers/create", """{"Id":"abc","Warnings":["careful"]}""", 201)
            .Answer("POST /containers/abc/start", new JsonObject { ["message"] = message }.ToJsonString(), 400);

        (int status, FakeStreams streams) = await RunAsync("-H", engine.Address, "run", "-d", "busybox", "nope");

        Assert.Equal(expected, status);
        Assert.Equal(
            $"WARNING: careful\ncaisson: Error response from daemon: {message}\n\nRun 'caisson run --help' for more information\n", streams.Error);
    }

    [Fact]
    public async Task Create_IdFile_HasTheId()
    {
        using FakeEngine engine = new FakeEngine(Folder).Answer("POST /containers/create", """{"Id":"abc"}""", 201);
        string file = Path.Combine(Folder, "id");

        Assert.Equal("abc\n", await OutputAsync(engine, "create", "--cidfile", file, "--name", "n", "busybox"));
        Assert.Equal("abc", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.StartsWith("POST /containers/create?name=n ", Assert.Single(engine.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_Fails_LeavesNoIdFile()
    {
        using FakeEngine engine = new(Folder);
        string file = Path.Combine(Folder, "id");

        (int status, _) = await RunAsync("-H", engine.Address, "create", "--cidfile", file, "busybox");

        Assert.Equal((1, false), (status, File.Exists(file)));
    }

    [Fact]
    public async Task Inspect_Name_IsFoundWhereverItIs()
    {
        using FakeEngine engine = new FakeEngine(Folder).Answer("GET /volumes/v", """{"Name":"v","Options":null,"Labels":{"a":"b"}}""");

        Assert.Equal("v b map[]\n", await OutputAsync(engine, "inspect", "-f", "{{.Name}} {{.Labels.a}} {{.Options}}", "v"));
    }

    [Fact]
    public async Task Inspect_NoSuchThing_SaysSoBehindWhatThereIs()
    {
        using FakeEngine engine = new FakeEngine(Folder).Answer("GET /containers/c/json", """{"Id":"1"}""");

        (int status, FakeStreams streams) = await RunAsync("-H", engine.Address, "inspect", "-f", "{{.Id}}", "c", "nope");

        Assert.Equal((1, "1\n", "Error: No such object: nope\n"), (status, streams.Output, streams.Error));
    }

    [Fact]
    public async Task Inspect_ImageWithoutEngine_IsShown()
    {
        await ImportAsync("busybox");

        Assert.Equal("[busybox:latest]\n", await OutputOfAsync("-H", "unix:///nope", "inspect", "-f", "{{.RepoTags}}", "busybox"));
    }

    [Fact]
    public async Task Complete_ContainerNames_ComeFromTheEngine()
    {
        using FakeEngine engine = new FakeEngine(Folder).Answer("GET /containers/json", Containers);

        Assert.Equal("web\n", await OutputOfAsync("__complete", "-H", engine.Address, "stop", "w"));
    }

    [Fact]
    public async Task Prune_Refused_DoesNothing()
    {
        using FakeEngine engine = new(Folder);

        Assert.Equal(
            "WARNING! This will remove all stopped containers.\nAre you sure you want to continue? [y/N] ", await OutputAsync(engine, "container", "prune"));
        Assert.Empty(engine.Requests);
    }

    [Fact]
    public async Task Port_Mappings_AreListed()
    {
        using FakeEngine engine = new FakeEngine(Folder).Answer("GET /containers/c/json", """
            {"NetworkSettings":{"Ports":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"90"},{"HostIp":"::","HostPort":"90"}],"53/udp":null}}}
            """);

        Assert.Equal("80/tcp -> 0.0.0.0:90\n80/tcp -> [::]:90\n", await OutputAsync(engine, "port", "c"));
        Assert.Equal("0.0.0.0:90\n[::]:90\n", await OutputAsync(engine, "port", "c", "80"));
        (int status, FakeStreams streams) = await RunAsync("-H", engine.Address, "port", "c", "81");
        Assert.Equal((1, "Error: No public port '81' published for c\n"), (status, streams.Error));
    }

    private Task<string> OutputAsync(FakeEngine engine, params string[] words) => OutputOfAsync(["-H", engine.Address, .. words]);
}
