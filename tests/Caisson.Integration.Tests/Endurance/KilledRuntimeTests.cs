using System.Diagnostics;

namespace Caisson.Integration.Tests.Endurance;

/// <summary>
/// The runtime is killed at any moment of any command: <c>delete --force</c> then removes all there is, which the
/// class's guard sees to, and the id can be used again.
/// </summary>
[HostLayout]
public class KilledRuntimeTests : IntegrationTest
{
    private const string LeavesCgroups = "the reference leaves a cgroup behind when it is killed before it has written its state";
    // How often each command is killed.
    private static readonly int Rounds = 40 / TestRun.Slowness;

    private readonly Bundle _bundle;

    // The same moments in each run: a failure can be looked at again.
    private readonly Random _random = new(20260822);

    public KilledRuntimeTests()
    {
        _bundle = new Bundle().WithLongLife();
        _bundle.Save();
    }

    /// <summary>Options of the runtime before its commands.</summary>
    protected virtual IReadOnlyList<string> GlobalOptions => [];

    [Fact]
    public void Create_KilledAtAnyMoment_IsRemovedByDelete()
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference, LeavesCgroups);
        TimeSpan whole = Measure(c => c.Create().Succeeded());
        for (int round = 0; round < Rounds; round++)
        {
            Container container = NewContainer();
            KillAfter(whole, container, "create", "--bundle", container.Bundle.Folder, container.Id);

            AssertRemovable(container);
        }
    }

    [Fact]
    public void Run_KilledAtAnyMoment_IsRemovedByDelete()
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference, LeavesCgroups);
        TimeSpan whole = Measure(c => c.Run("--detach").Succeeded());
        for (int round = 0; round < Rounds; round++)
        {
            Container container = NewContainer();
            KillAfter(whole, container, "run", "--bundle", container.Bundle.Folder, container.Id);

            AssertRemovable(container);
        }
    }

    [Fact]
    public void Start_KilledAtAnyMoment_IsRemovedByDelete()
    {
        TimeSpan whole = Measure(c => c.CreateAndStart()) / 2;
        for (int round = 0; round < Rounds; round++)
        {
            Container container = NewContainer();
            container.Create().Succeeded();

            KillAfter(whole, container, "start", container.Id);

            AssertRemovable(container);
        }
    }

    [Fact]
    public void Exec_KilledAtAnyMoment_LeavesTheContainerUsable()
    {
        Container container = NewContainer();
        container.CreateAndStart();
        long start = Stopwatch.GetTimestamp();
        container.Exec("true").Succeeded();
        TimeSpan whole = Stopwatch.GetElapsedTime(start);
        for (int round = 0; round < Rounds; round++)
        {
            KillAfter(whole, container, "exec", container.Id, "true");
        }

        container.Exec("true").Succeeded();
        Assert.Equal("running", container.Status);
        AssertRemovable(container);
    }

    [Fact]
    public void Delete_KilledAtAnyMoment_IsFinishedByTheNext()
    {
        Container measured = NewContainer();
        measured.CreateAndStart();
        long start = Stopwatch.GetTimestamp();
        measured.DeleteForce().Succeeded();
        TimeSpan whole = Stopwatch.GetElapsedTime(start);
        for (int round = 0; round < Rounds; round++)
        {
            Container container = NewContainer();
            container.CreateAndStart();

            KillAfter(whole, container, "delete", "--force", container.Id);

            AssertRemovable(container);
        }
    }

    [Fact]
    public void Create_ContainersInitKilled_IsRemovedByDelete()
    {
        Container container = NewContainer();
        container.Create().Succeeded();
        using (var init = Process.GetProcessById(container.Pid))
        {
            init.Kill();
        }

        container.WaitFor("stopped");
        AssertRemovable(container);
    }

    private Container NewContainer()
    {
        Container container = New(_bundle);
        container.GlobalOptions = GlobalOptions;
        return container;
    }

    private TimeSpan Measure(Action<Container> action)
    {
        // The first call fills the caches; the second is measured.
        TimeSpan elapsed = default;
        for (int call = 0; call < 2; call++)
        {
            Container container = NewContainer();
            long start = Stopwatch.GetTimestamp();
            action(container);
            elapsed = Stopwatch.GetElapsedTime(start);
            container.DeleteForce().Succeeded();
        }

        return elapsed;
    }

    private void KillAfter(TimeSpan whole, Container container, params string[] arguments)
    {
        TimeSpan moment = whole * (_random.NextDouble() * 1.1);
        using Command command = container.Begin(arguments);
        long start = Stopwatch.GetTimestamp();

        // A sleep is far too coarse: the whole call takes some milliseconds.
        while (Stopwatch.GetElapsedTime(start) < moment)
        {
            Thread.SpinWait(50);
        }

        command.Kill();
    }

    private static void AssertRemovable(Container container)
    {
        container.DeleteForce().Succeeded();
        container.Call("state", container.Id).Exited(1);
        Assert.DoesNotContain(container.Id, container.Call("list", "-q").Succeeded().Lines);
        Assert.DoesNotContain(HostState.Cgroups(), c => c.EndsWith(container.Id, StringComparison.Ordinal) || c.EndsWith(container.Id + ".scope", StringComparison.Ordinal));

        // The id is free: nothing of the first one stands in the way of a second.
        container.Create().Succeeded();
        container.DeleteForce().Succeeded();
    }
}
