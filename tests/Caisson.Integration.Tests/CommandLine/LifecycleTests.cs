namespace Caisson.Integration.Tests.CommandLine;

/// <summary>create, start, state, kill, delete and run, with runc's outputs and exit codes.</summary>
public sealed class LifecycleTests : IntegrationTest
{
    public static TheoryData<string> Runtimes => OciRuntime.Both;

    [Theory, MemberData(nameof(Runtimes)), HostLayout]
    public void Container_FromCreateToDelete_GoesThroughAllStates(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));

        container.Create().Succeeded();
        Assert.Equal("created", container.Status);
        container.Start().Succeeded();
        Assert.Equal("running", container.Status);
        container.WaitForTrap();
        container.Kill("TERM").Succeeded();
        container.WaitFor("stopped");
        container.Call("delete", container.Id).Succeeded();
        container.Call("state", container.Id).Exited(1);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void State_RunningContainer_HasRuncsFields(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.Bundle.With(c => c["annotations"] = ConfigEdits.Parse("""{"org.example.key":"value"}"""));
        container.CreateAndStart();

        var state = container.State.AsObject();

        Assert.Equal(
            ["annotations", "bundle", "created", "id", "ociVersion", "owner", "pid", "rootfs", "status"],
            state.Select(f => f.Key).Order(StringComparer.Ordinal));
        Assert.Equal(container.Id, (string?)state["id"]);
        Assert.Equal(container.Bundle.Folder, (string?)state["bundle"]);
        Assert.Equal(container.Bundle.Root, (string?)state["rootfs"]);
        Assert.Equal("value", (string?)state["annotations"]!["org.example.key"]);
        Assert.True((DateTime.UtcNow - (DateTime)state["created"]!).Duration() < TimeSpan.FromMinutes(5));
        Assert.Equal("sh", File.ReadAllText(container.Proc("comm")).Trim());
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void State_StoppedContainer_HasNoPid(string runtime)
    {
        Container container = New(new Bundle(), OciRuntime.Named(runtime));
        container.CreateAndStart();
        container.WaitFor("stopped");

        Assert.Equal(0, container.Pid);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Run_ProgramEnds_PassesOutputAndExitCodeOn(string runtime)
    {
        Container container = New(new Bundle().WithScript("echo out; echo err >&2; exit 42"), OciRuntime.Named(runtime));

        CommandResult result = container.Run().Exited(42);

        Assert.Equal("out\n", result.Output);
        Assert.Equal("err\n", result.Error);
        container.Call("state", container.Id).Exited(1);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Run_ProgramKilledBySignal_ExitsWith128AndSignal(string runtime)
    {
        // The first process of a namespace is immune to its own signals, so its child dies and it passes that on.
        Container container = New(new Bundle().WithScript("sh -c 'kill -KILL $$'; exit $?"), OciRuntime.Named(runtime));

        container.Run().Exited(128 + 9);
    }

    [Theory, MemberData(nameof(Runtimes)), HostLayout]
    public void Run_InitKilledFromOutside_ExitsWith128AndSignal(string runtime)
    {
        Container container = New(new Bundle().WithArgs("sleep", "1000"), OciRuntime.Named(runtime));
        container.Bundle.Save();
        using Command run = container.Begin("run", "--bundle", container.Bundle.Folder, container.Id);
        Wait.Until(() => container.Call("state", container.Id) is { ExitCode: 0 } s && s.Output.Contains("running"), "running");

        container.Kill("KILL").Succeeded();

        run.Wait().Exited(128 + 9);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Run_StandardInput_ReachesTheProgram(string runtime)
    {
        Container container = New(new Bundle().WithArgs("cat"), OciRuntime.Named(runtime));
        container.Surroundings = new CommandOptions { Input = "hello\n" };

        Assert.Equal("hello\n", container.Run().Succeeded().Output);
    }

    [Theory, MemberData(nameof(Runtimes)), HostLayout]
    public void Run_Detached_ReturnsWhileTheProgramRuns(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));

        container.Run("--detach").Succeeded();

        Assert.Equal("running", container.Status);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Run_Keep_LeavesTheStoppedContainer(string runtime)
    {
        Container container = New(new Bundle(), OciRuntime.Named(runtime));

        container.Run("--keep").Succeeded();

        Assert.Equal("stopped", container.Status);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Create_PidFile_HoldsTheInitsPid(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        string file = Path.Combine(Folder, "pid");

        container.Create("--pid-file", file).Succeeded();

        Assert.Equal(container.Pid.ToString(), File.ReadAllText(file));
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Create_WithoutBundleOption_TakesTheWorkingFolder(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.Bundle.Save();
        container.Surroundings = new CommandOptions { WorkingFolder = container.Bundle.Folder };

        container.Call("create", container.Id).Succeeded();

        Assert.Equal(container.Bundle.Folder, (string?)container.State["bundle"]);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Create_ProgramNotStarted_RunsNothingYet(string runtime)
    {
        Container container = New(new Bundle().WithScript("echo started"), OciRuntime.Named(runtime));

        CommandResult created = container.Create().Succeeded();

        Assert.Equal("", created.Output);
        container.Start().Succeeded();
        container.WaitFor("stopped");
        Assert.Equal("started\n", created.Output);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Kill_CreatedContainer_StopsIt(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.Create().Succeeded();

        container.Kill("KILL").Succeeded();

        container.WaitFor("stopped");
        container.Call("delete", container.Id).Succeeded();
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Kill_SignalSpellings_AllReachTheProgram(string runtime)
    {
        const string Script = "trap 'echo usr1' USR1; echo ready; while :; do sleep 0.01; done";
        Container container = New(new Bundle().WithScript(Script), OciRuntime.Named(runtime));
        CommandResult created = container.CreateAndStart();
        Wait.Until(() => created.Output.Contains("ready"), "the trap is set");
        int count = 0;
        foreach (string spelling in new[] { "USR1", "SIGUSR1", "usr1", "10" })
        {
            container.Kill(spelling).Succeeded();
            count++;
            Wait.Until(() => created.Lines.Count(l => l == "usr1") == count, $"signal {spelling}");
        }
    }

    [Theory, MemberData(nameof(Runtimes)), HostLayout]
    public void Kill_All_ReachesEveryProcess(string runtime)
    {
        // Without a pid namespace of its own the others survive their first process.
        Container container = New(new Bundle().WithScript("sleep 1000 & sleep 1000 & exec sleep 1000"), OciRuntime.Named(runtime));
        container.Bundle.With(c => c.RemoveNamespace("pid"));
        container.CreateAndStart();
        Wait.Until(() => container.Call("ps", "-f", "json", container.Id).Json.AsArray().Count == 3, "three processes");

        container.Call("kill", "--all", container.Id, "KILL").Succeeded();

        container.WaitFor("stopped");
        Wait.Until(() => container.Call("ps", "-f", "json", container.Id).Text is "[]" or "null", "no process is left");
    }

    [Theory, MemberData(nameof(Runtimes)), HostLayout]
    public void Delete_Force_EndsARunningContainer(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.CreateAndStart();
        int pid = container.Pid;

        container.DeleteForce().Succeeded();

        Assert.False(HostProcesses.IsAlive(pid));
        container.Call("state", container.Id).Exited(1);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Delete_ForceOfUnknownId_Succeeds(string runtime) =>
        New(new Bundle(), OciRuntime.Named(runtime)).DeleteForce().Succeeded();
}
