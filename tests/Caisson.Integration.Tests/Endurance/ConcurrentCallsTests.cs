namespace Caisson.Integration.Tests.Endurance;

/// <summary>Calls on one container at the same time: one after the other, with exactly one winner where there can be one.</summary>
public sealed class ConcurrentCallsTests : IntegrationTest
{
    private const string NotSerialised = "the reference does not serialise its calls";
    private const int Rounds = 15;
    private const int Callers = 4;

    private readonly Bundle _bundle;

    public ConcurrentCallsTests()
    {
        _bundle = new Bundle().WithLongLife();
        _bundle.Save();
    }

    [Fact]
    public void Create_SameIdAtOnce_OneWins()
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference, NotSerialised);
        for (int round = 0; round < Rounds; round++)
        {
            Container container = New(_bundle);

            CommandResult[] results = AtOnce(container, ["create", "--bundle", container.Bundle.Folder, container.Id]);

            Assert.Single(results, r => r.ExitCode == 0);
            Assert.Equal("created", container.Status);
            container.DeleteForce().Succeeded();
        }
    }

    [Fact]
    public void Start_SameContainerAtOnce_OneWins()
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference, NotSerialised);
        for (int round = 0; round < Rounds; round++)
        {
            Container container = New(_bundle);
            container.Create().Succeeded();

            CommandResult[] results = AtOnce(container, ["start", container.Id]);

            Assert.Single(results, r => r.ExitCode == 0);
            Assert.Equal("running", container.Status);
            container.DeleteForce().Succeeded();
        }
    }

    [Fact]
    public void Delete_SameContainerAtOnce_OneWins()
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference, NotSerialised);
        var stopping = new Bundle();
        for (int round = 0; round < Rounds; round++)
        {
            Container container = New(stopping);
            container.CreateAndStart();
            container.WaitFor("stopped");

            CommandResult[] results = AtOnce(container, ["delete", container.Id]);

            Assert.Single(results, r => r.ExitCode == 0);
            container.Call("state", container.Id).Exited(1);
        }
    }

    [Fact]
    public void KillAndDelete_AtOnce_LeaveNothing()
    {
        for (int round = 0; round < Rounds; round++)
        {
            Container container = New(_bundle);
            container.CreateAndStart();

            AtOnce(container, ["kill", container.Id, "KILL"], ["delete", "--force", container.Id], ["state", container.Id], ["exec", container.Id, "true"]);

            container.DeleteForce().Succeeded();
            container.Call("state", container.Id).Exited(1);
        }
    }

    [Fact]
    public void StartAndDelete_AtOnce_LeaveNothing()
    {
        for (int round = 0; round < Rounds; round++)
        {
            Container container = New(_bundle);
            container.Create().Succeeded();

            AtOnce(container, ["start", container.Id], ["delete", "--force", container.Id]);

            container.DeleteForce().Succeeded();
            container.Call("state", container.Id).Exited(1);
        }
    }

    [Fact]
    public void PauseAndResume_AtOnce_EndInOneState()
    {
        Container container = New(_bundle);
        container.CreateAndStart();
        for (int round = 0; round < Rounds; round++)
        {
            AtOnce(container, ["pause", container.Id], ["resume", container.Id], ["pause", container.Id]);

            if (container.Status == "paused")
            {
                container.Call("resume", container.Id).Succeeded();
            }

            container.Exec("true").Succeeded();
        }
    }

    [Fact]
    public void Exec_ManyAtOnce_AllRun()
    {
        Container container = New(_bundle);
        container.CreateAndStart();

        CommandResult[] results = AtOnce(container, [.. Enumerable.Range(0, 16).Select(i => new[] { "exec", container.Id, "echo", $"{i}" })]);

        Assert.Equal(Enumerable.Range(0, 16).Select(i => $"{i}"), results.Select(r => r.Succeeded().Text));
    }

    private static CommandResult[] AtOnce(Container container, params string[][] calls)
    {
        IEnumerable<string[]> all = calls.Length == 1 ? Enumerable.Repeat(calls[0], Callers) : calls;
        Command[] commands = [.. all.Select(c => container.Begin(c))];
        CommandResult[] results = [.. commands.Select(c => c.Wait())];
        foreach (Command command in commands)
        {
            command.Dispose();
        }

        return results;
    }
}
