namespace Caisson.Integration.Tests.CommandLine;

/// <summary>pause and resume.</summary>
[HostLayout]
public sealed class PauseTests : IntegrationTest
{
    public static TheoryData<string> Runtimes => OciRuntime.Both;

    [Theory, MemberData(nameof(Runtimes))]
    public void Pause_RunningContainer_StopsAllItsProcesses(string runtime)
    {
        Container container = New(new Bundle().WithScript("while :; do echo tick; sleep 0.01; done"), OciRuntime.Named(runtime));
        CommandResult created = container.CreateAndStart();
        Wait.Until(() => created.Output.Length > 0, "the container writes");

        container.Call("pause", container.Id).Succeeded();
        Assert.Equal("paused", container.Status);
        int length = created.Output.Length;
        Assert.False(Wait.TryUntil(() => created.Output.Length > length, TimeSpan.FromMilliseconds(200)), "it still writes");

        container.Call("resume", container.Id).Succeeded();
        Assert.Equal("running", container.Status);
        Wait.Until(() => created.Output.Length > length, "the container writes again");
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Pause_StoppedContainer_Fails(string runtime)
    {
        Container container = New(new Bundle(), OciRuntime.Named(runtime));
        container.CreateAndStart();
        container.WaitFor("stopped");

        container.Call("pause", container.Id).Exited(1);
        container.Call("resume", container.Id).Exited(1);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Resume_ContainerNotPaused_Fails(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.CreateAndStart();

        container.Call("resume", container.Id).Exited(1);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Delete_ForceOfPausedContainer_EndsIt(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.CreateAndStart();
        int pid = container.Pid;
        container.Call("pause", container.Id).Succeeded();

        container.DeleteForce().Succeeded();

        Wait.Until(() => !HostProcesses.IsAlive(pid), "the container's init is gone");
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Kill_OfPausedContainerThenResume_EndsIt(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.CreateAndStart();
        container.WaitForTrap();
        container.Call("pause", container.Id).Succeeded();

        container.Kill("TERM").Succeeded();
        container.Call("resume", container.Id).Succeeded();

        container.WaitFor("stopped");
    }
}
