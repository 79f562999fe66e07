using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.Features;

/// <summary>The six hooks: when they run, where, with what, and what their failure does.</summary>
public sealed class HookTests : IntegrationTest
{
    private static readonly string[] All = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];

    private string Log => Path.Combine(Folder, "log");

    [Fact]
    public void Hooks_All_RunInTheSpecificationsOrder()
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference, "the reference runs poststart before the start");
        Container container = WithHooks(All);

        container.Create().Succeeded();
        Assert.Equal(["prestart", "createRuntime", "createContainer"], Order());
        container.Start().Succeeded();
        container.WaitFor("stopped");
        Wait.Until(() => Order().Length == 5, "poststart has run");
        Assert.Equal("startContainer", Order()[3]);
        Assert.Equal("poststart", Order()[4]);
        container.Call("delete", container.Id).Succeeded();
        Assert.Equal("poststop", Order()[^1]);
    }

    [Fact]
    public void Hooks_State_ArrivesOnStandardInput()
    {
        Container container = WithHooks(All);
        container.Run().Succeeded();

        foreach (string hook in All)
        {
            JsonNode state = JsonNode.Parse(File.ReadAllText($"{Log}.{hook}.state"))!;
            Assert.Equal(container.Id, (string?)state["id"]);
            Assert.Equal(container.Bundle.Folder, (string?)state["bundle"]);
            Assert.StartsWith("1.", (string?)state["ociVersion"]);
            Assert.NotNull(state["status"]);
            if (hook != "poststop")
            {
                Assert.True((int)state["pid"]! > 0, $"{hook} is told no pid");
            }
        }

        Assert.Equal("stopped", (string?)JsonNode.Parse(File.ReadAllText($"{Log}.poststop.state"))!["status"]);
    }

    [Theory]
    [InlineData("prestart", true)]
    [InlineData("createRuntime", true)]
    [InlineData("createContainer", false)]
    [InlineData("startContainer", false)]
    [InlineData("poststart", true)]
    [InlineData("poststop", true)]
    public void Hook_Namespace_IsTheRuntimesOrTheContainers(string hook, bool isRuntimes)
    {
        WithHooks(hook).Run().Succeeded();

        string ownNamespace = new FileInfo("/proc/self/ns/mnt").LinkTarget!;
        Assert.Equal(isRuntimes, File.ReadAllText($"{Log}.{hook}.ns").Trim() == ownNamespace);
    }

    [Fact]
    public void Hook_ArgsAndEnv_AreExactlyTheConfigurations()
    {
        string script = Path.Combine(Folder, "show");
        Scripts.Write(script, $"#!/bin/sh\n/bin/sh -c 'tr \"\\0\" \" \" < /proc/$PPID/cmdline; echo; tr \"\\0\" \" \" < /proc/$PPID/environ' > {Log}\n");
        Container container = New(new Bundle());
        container.Bundle.With(c => c["hooks"] = new JsonObject
        {
            ["createRuntime"] = new JsonArray(new JsonObject
            {
                ["path"] = script,
                ["args"] = ConfigEdits.Strings("name", "one", "two"),
                ["env"] = ConfigEdits.Strings("A=1"),
            }),
        });

        container.Run().Succeeded();

        Assert.Equal(["one two", "A=1"], File.ReadAllLines(Log).Select(l => l.Replace($"/bin/sh {script} ", "").Trim()));
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    public void Hook_FailsAtCreate_ContainerIsNotMade(string hook)
    {
        Container container = WithHooks(hook, "poststop");
        Fail(hook);

        ErrorLine.AssertOf(container, container.Create(), 1, hook);

        container.Call("state", container.Id).Exited(1);
    }

    [Fact]
    public void Hook_StartContainerFails_ProgramDoesNotRun()
    {
        Container container = WithHooks("startContainer");
        container.Bundle.WithScript("echo ran");
        Fail("startContainer");

        CommandResult created = container.Create().Succeeded();
        container.Start();

        container.WaitFor("stopped");
        Assert.DoesNotContain("ran", created.Output);
    }

    [Fact]
    public void Hook_PoststopFails_ContainerIsDeletedNevertheless()
    {
        Container container = WithHooks("poststop");
        container.CreateAndStart();
        container.WaitFor("stopped");
        Fail("poststop");

        container.Call("delete", container.Id);

        container.Call("state", container.Id).Exited(1);
    }

    [Fact]
    public void Hook_TakesLongerThanItsTimeout_Fails()
    {
        Container container = New(new Bundle());
        container.Bundle.With(c => c["hooks"] = ConfigEdits.Parse(
            """{"createRuntime":[{"path":"/bin/sleep","args":["sleep","1000"],"timeout":1}]}"""));
        long start = Stopwatch.GetTimestamp();

        ErrorLine.AssertOf(container, container.Create(), 1, "sleep");

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(30));
        container.Call("state", container.Id).Exited(1);
    }

    [Fact]
    public void Hook_CreateRuntime_FindsTheNamespacesMade()
    {
        // What network plug-ins do: enter the container's network namespace by its pid before the program runs.
        string script = Path.Combine(Folder, "net");
        Scripts.Write(script, $"#!/bin/sh\npid=$(sed 's/.*\"pid\": *\\([0-9]*\\).*/\\1/')\nreadlink /proc/$pid/ns/net > {Log}\n");
        Container container = New(new Bundle().WithScript("readlink /proc/self/ns/net"));
        container.Bundle.With(c => c["hooks"] = new JsonObject
        {
            ["createRuntime"] = new JsonArray(new JsonObject { ["path"] = script, ["env"] = ConfigEdits.Strings("PATH=/usr/bin:/bin") }),
        });

        string inside = container.Run().Succeeded().Text;

        Assert.Equal(inside, File.ReadAllText(Log).Trim());
    }

    private string[] Order() => File.Exists(Log) ? File.ReadAllLines(Log) : [];

    private void Fail(string hook) => File.WriteAllText($"{Log}.{hook}.fail", "");

    // The log's folder is mounted at the same path inside, for the hooks that run there.
    private Container WithHooks(params string[] hooks)
    {
        string script = Path.Combine(Folder, "hook");
        Scripts.Write(script, $"""
            #!/bin/sh
            PATH=/usr/bin:/bin
            [ ! -e {Log}.$1.fail ] || exit 3
            cat > {Log}.$1.state
            readlink /proc/self/ns/mnt > {Log}.$1.ns
            echo $1 >> {Log}
            """);
        Container container = New(new Bundle());
        container.Bundle.With(c =>
        {
            c.AddBind(Folder, Folder);
            c["hooks"] = new JsonObject(hooks.Select(h => new KeyValuePair<string, JsonNode?>(
                h, new JsonArray(new JsonObject { ["path"] = script, ["args"] = ConfigEdits.Strings("hook", h) }))));
        });
        return container;
    }
}
