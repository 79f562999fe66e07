namespace Caisson.Integration.Tests.CommandLine;

/// <summary>Command lines that mean nothing, and commands that a container's state does not allow.</summary>
public sealed class InvalidCommandTests : IntegrationTest
{
    public static TheoryData<string> Runtimes => OciRuntime.Both;

    [Theory, MemberData(nameof(Runtimes))]
    public void AnyCommand_UnknownId_Fails(string runtime)
    {
        Container container = New(new Bundle(), OciRuntime.Named(runtime));
        foreach (string command in new[] { "state", "start", "kill", "delete", "pause", "resume", "ps", "update", "events" })
        {
            ErrorLine.AssertOf(container, container.Call(command, container.Id), 1, container.Id);
        }

        ErrorLine.AssertOf(container, container.Call("exec", container.Id, "true"), 255, container.Id);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Create_ExistingId_FailsAndLeavesTheFirst(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.CreateAndStart();

        ErrorLine.AssertOf(container, container.Create(), 1, container.Id);

        Assert.Equal("running", container.Status);
        container.Exec("true").Succeeded();
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("ä")]
    [InlineData("")]
    [InlineData("../../../../tmp/x")]
    public void Create_IdWithBadCharacters_FailsWithoutTouchingAnything(string id)
    {
        Container container = New(new Bundle());
        container.Bundle.Save();

        CommandResult result = container.Call("create", "--bundle", container.Bundle.Folder, id);

        ErrorLine.AssertOf(container, result, 1, "id");
        Assert.True(!Directory.Exists(container.StateRoot) || !Directory.EnumerateFileSystemEntries(container.StateRoot).Any());
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Start_Twice_Fails(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.CreateAndStart();

        ErrorLine.AssertOf(container, container.Start(), 1, "container");
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Stopped_StartKillExec_Fail(string runtime)
    {
        Container container = New(new Bundle(), OciRuntime.Named(runtime));
        container.CreateAndStart();
        container.WaitFor("stopped");

        ErrorLine.AssertOf(container, container.Start(), 1, "container");
        ErrorLine.AssertOf(container, container.Kill(), 1, "container");
        ErrorLine.AssertOf(container, container.Exec("true"), 255, "container");
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Delete_RunningContainer_FailsWithoutForce(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.CreateAndStart();

        ErrorLine.AssertOf(container, container.Call("delete", container.Id), 1, "container");
        Assert.Equal("running", container.Status);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Kill_UnknownSignal_Fails(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.CreateAndStart();

        foreach (string signal in new[] { "FOO", "SIGFOO", "999" })
        {
            ErrorLine.AssertOf(container, container.Kill(signal), 1, signal);
        }

        Assert.Equal("running", container.Status);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Exec_ProgramThatCannotRun_ExitsWith255(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.CreateAndStart();

        ErrorLine.AssertOf(container, container.Exec("/nope"), 255, "/nope");
        ErrorLine.AssertOf(container, container.Exec("nope"), 255, "nope");
        ErrorLine.AssertOf(container, container.Exec("/etc/passwd"), 255, "/etc/passwd");
        ErrorLine.AssertOf(container, container.Exec("/etc"), 255, "/etc");
        ErrorLine.AssertOf(container, container.Exec("--cwd=/nope", "true"), 255, "/nope");
        ErrorLine.AssertOf(container, container.Exec("--cwd=tmp", "true"), 255, "cwd");
        ErrorLine.AssertOf(container, container.Exec("--user=mia", "true"), 255, "mia");
        ErrorLine.AssertOf(container, container.Exec(), 255, "args");
        ErrorLine.AssertOf(container, container.Exec("--process=/no/process.json"), 255, "/no/process.json");
        ErrorLine.AssertOf(container, container.Exec("--env=NOVALUE", "true"), 255, "NOVALUE");
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void CommandLine_Wrong_FailsWithRuncsCode(string runtime)
    {
        Container container = New(new Bundle(), OciRuntime.Named(runtime));

        container.Call("--no-such-option").Exited(1);
        container.Call("create", "--no-such-option", container.Id).Exited(1);
        container.Call("create").Exited(1);
        container.Call("start").Exited(1);
        container.Call("start", container.Id, "superfluous").Exited(1);
        container.Call("kill", container.Id, "TERM", "superfluous").Exited(1);
        container.Call("list", "--format", "nonsense").Exited(1);
        container.Call("--log-format", "nonsense", "list").Exited(1);
        container.Call("no-such-command").Exited(3);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Update_WrongValue_FailsAndChangesNothing(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.CreateAndStart();

        ErrorLine.AssertOf(container, container.Call("update", "--memory", "much", container.Id), 1, "memory");
        container.Surroundings = new CommandOptions { Input = "{" };
        container.Call("update", "--resources", "-", container.Id).Exited(1);
        Assert.Equal("max", CgroupFiles.Read(container.Pid, "pids", "pids.max", "pids.max"));
    }
}
