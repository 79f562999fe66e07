using System.Globalization;
using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Containers;

/// <summary>Lives of containers, through the stock client.</summary>
public sealed class ContainerLifeTests(SharedEngine shared) : IClassFixture<SharedEngine>
{
    private EngineUnderTest Engine => shared.Engine;

    [Fact]
    public void Create_Start_Wait_Remove_GoRoundOnce()
    {
        string name = TestRun.NewName();
        Engine.Docker("create", "--name", name, "--network", "none", EngineUnderTest.Image, "sh", "-c", "exit 5").Succeeded();
        Assert.Equal("created", Engine.Inspect(name, "{{.State.Status}}"));
        Engine.Docker("start", name).Succeeded();

        Assert.Equal("5", Engine.Docker("wait", name).Succeeded().Text);
        Assert.Equal("exited 5 0", Engine.Inspect(name, "{{.State.Status}} {{.State.ExitCode}} {{.State.Pid}}"));
        Engine.Docker("rm", name).Succeeded();
        Assert.Contains("No such container", Engine.Docker("inspect", "--type", "container", name).Exited(1).Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Create_NameTaken_SaysByWhom()
    {
        string name = TestRun.NewName();
        string id = Engine.Docker("create", "--name", name, EngineUnderTest.Image).Succeeded().Text;

        CommandResult result = Engine.Docker("create", "--name", name, EngineUnderTest.Image).Exited(1);

        Assert.Contains($"The container name \"/{name}\" is already in use by container \"{id}\".", result.Error, StringComparison.Ordinal);
        Engine.Docker("rm", name).Succeeded();
    }

    [Fact]
    public void Run_WithRemove_LeavesNothing()
    {
        string name = TestRun.NewName();
        Engine.Docker("run", "--rm", "--name", name, "--network", "none", "-v", "/data", EngineUnderTest.Image, "touch", "/data/file").Succeeded();

        Wait.Until(() => Engine.Docker("ps", "-aq", "--filter", $"name={name}").Text.Length == 0, "the container is removed");
        Assert.Equal("", Engine.Docker("volume", "ls", "-q", "--filter", "dangling=true").Succeeded().Text);
    }

    [Fact]
    public void Stop_ProgramThatIgnoresSignals_IsKilled()
    {
        string name = Begin("trap '' TERM; while :; do sleep 0.1; done");

        Engine.Docker("stop", "--time", "1", name).Succeeded();

        Assert.Equal("137", Engine.Inspect(name, "{{.State.ExitCode}}"));
        Engine.Docker("rm", name).Succeeded();
    }

    [Fact]
    public void Remove_RunningOne_WantsForce()
    {
        string name = Begin("sleep 1000");

        Assert.Contains("container is running", Engine.Docker("rm", name).Exited(1).Error, StringComparison.Ordinal);
        Engine.Docker("rm", "--force", name).Succeeded();
    }

    [Fact]
    public void Rename_Kill_Restart_DoWhatTheySay()
    {
        string name = Begin("sleep 1000");
        string other = TestRun.NewName();
        Engine.Docker("rename", name, other).Succeeded();
        string started = Engine.Inspect(other, "{{.State.StartedAt}}");

        Engine.Docker("restart", "--time", "0", other).Succeeded();
        Assert.NotEqual(started, Engine.Inspect(other, "{{.State.StartedAt}}"));
        Engine.Docker("kill", other).Succeeded();

        Assert.Equal("exited 137", Engine.Inspect(other, "{{.State.Status}} {{.State.ExitCode}}"));
        Assert.Contains("is not running", Engine.Docker("kill", other).Exited(1).Error, StringComparison.Ordinal);
        Engine.Docker("rm", other).Succeeded();
    }

    [Fact]
    public void Restart_OnFailure_EndsAfterItsCount()
    {
        string name = TestRun.NewName();
        Engine.Docker("run", "-d", "--name", name, "--network", "none", "--restart", "on-failure:2", EngineUnderTest.Image, "false").Succeeded();

        Wait.Until(() => Engine.Inspect(name, "{{.State.Status}}") == "exited", "it is not restarted any more");

        Assert.Equal("2 1", Engine.Inspect(name, "{{.RestartCount}} {{.State.ExitCode}}"));
        Engine.Docker("rm", name).Succeeded();
    }

    [Fact]
    public void Health_Tests_AreTold()
    {
        string name = TestRun.NewName();
        Engine.Docker(
            "run", "-d", "--name", name, "--network", "none", "--health-cmd", "test -f /tmp/well", "--health-interval", "200ms",
            "--health-retries", "1", EngineUnderTest.Image, "sleep", "1000").Succeeded();
        Wait.Until(() => Engine.Inspect(name, "{{.State.Health.Status}}") == "unhealthy", "the container is unhealthy");

        Engine.Docker("exec", name, "touch", "/tmp/well").Succeeded();
        Wait.Until(() => Engine.Inspect(name, "{{.State.Health.Status}}") == "healthy", "the container is healthy");

        Assert.Contains("(healthy)", Engine.Docker("ps", "--filter", $"name={name}").Text, StringComparison.Ordinal);
        Engine.Docker("rm", "-f", name).Succeeded();
    }

    [Fact]
    public void List_Filters_FindWhatTheySay()
    {
        string name = TestRun.NewName();
        Engine.Docker("create", "--name", name, "--label", "a=b", "-v", "/data", "--expose", "81", EngineUnderTest.Image).Succeeded();

        foreach (string filter in (string[])["label=a", "label=a=b", $"name={name}", "status=created", $"ancestor={EngineUnderTest.Image}", "volume=/data", "expose=81"])
        {
            Assert.Equal(
                [name],
                Engine.Docker("ps", "-a", "--format", "{{.Names}}", "--filter", filter, "--filter", $"name={name}").Succeeded().Lines);
        }

        Assert.Empty(Engine.Docker("ps", "-aq", "--filter", "label=a=c").Succeeded().Lines);
        Assert.Contains("invalid filter", Engine.Docker("ps", "--filter", "nope=1").Exited(1).Error, StringComparison.Ordinal);
        Engine.Docker("rm", "-v", name).Succeeded();
    }

    [Fact]
    public void Kill_OfTheEngine_LosesNoContainer()
    {
        string running = Begin("sleep 1000");
        string ending = Begin("while [ ! -f /tmp/end ]; do sleep 0.1; done; exit 9");
        string pid = Engine.Inspect(running, "{{.State.Pid}}");
        Engine.Docker("exec", "-d", ending, "sh", "-c", "sleep 0.5; touch /tmp/end").Succeeded();

        Engine.Kill();
        Engine.Launch();

        Assert.Equal($"running {pid}", Engine.Inspect(running, "{{.State.Status}} {{.State.Pid}}"));
        Assert.Equal("9", Engine.Docker("wait", ending).Succeeded().Text);
        Assert.True(int.Parse(pid, CultureInfo.InvariantCulture) > 0);
        Engine.Docker("rm", "-f", running, ending).Succeeded();
    }

    private string Begin(string line)
    {
        string name = TestRun.NewName();
        Engine.Docker("run", "-d", "--name", name, "--network", "none", EngineUnderTest.Image, "sh", "-c", line).Succeeded();
        return name;
    }
}
