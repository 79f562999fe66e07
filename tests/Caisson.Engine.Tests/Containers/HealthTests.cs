using Caisson.Engine.Containers;
using Caisson.Engine.Containers.Health;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Settings;
using Caisson.Engine.Tests.Containers.Support;

namespace Caisson.Engine.Tests.Containers;

public sealed class HealthTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly HealthTest Test = new(["true"], TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(5), 2);

    [Fact]
    public void Next_FailuresInTheStartPeriod_DoNotCount()
    {
        HealthState state = HealthMonitor.Next(new HealthState(), Test, Result(1, 10), Start);

        Assert.Equal((HealthState.Starting, 0), (state.Status, state.FailingStreak));
        state = HealthMonitor.Next(state, Test, Result(1, 61), Start);
        Assert.Equal((HealthState.Starting, 1), (state.Status, state.FailingStreak));
        state = HealthMonitor.Next(state, Test, Result(1, 91), Start);
        Assert.Equal((HealthState.Unhealthy, 2), (state.Status, state.FailingStreak));
        state = HealthMonitor.Next(state, Test, Result(0, 121), Start);
        Assert.Equal((HealthState.Healthy, 0), (state.Status, state.FailingStreak));
        Assert.Equal(4, state.Log.Count);
    }

    [Fact]
    public void Next_Many_KeepsFive()
    {
        HealthState state = new();
        for (int i = 0; i < 9; i++)
        {
            state = HealthMonitor.Next(state, Test, Result(0, i), Start);
        }

        Assert.Equal([4, 5, 6, 7, 8], state.Log.Select(l => (int)(l.Start - Start).TotalSeconds));
    }

    [Fact]
    public void Of_Forms_GiveProgramAndDefaults()
    {
        Assert.Null(Of());
        Assert.Null(Of("NONE"));
        Assert.Equal(["a", "b"], Of("CMD", "a", "b")!.Arguments);
        HealthTest shell = Of("CMD-SHELL", "a || b")!;
        Assert.Equal(["/bin/sh", "-c", "a || b"], shell.Arguments);
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), 3), (shell.Interval, shell.StartInterval, shell.Retries));
    }

    [Theory]
    [InlineData(1500, "1.5s")]
    [InlineData(250, "250ms")]
    [InlineData(90_000, "1m30s")]
    [InlineData(3_600_000, "1h0m0s")]
    public void GoDuration_Times_AsGoPrintsThem(int milliseconds, string text) =>
        Assert.Equal(text, GoDuration.Format(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public async Task Monitor_TestSucceeds_IsHealthyAndToldOnce()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        Container container = await engine.StartAsync("one", null, new ContainerSettings
        {
            Cmd = ["x"],
            Healthcheck = new HealthSettings { Test = ["CMD", "true"], Interval = 1_000_000_000 },
        });
        Assert.Equal(HealthState.Starting, container.State.Health!.Status);
        await YieldUntilAsync(() => engine.Clock.NextWait() is not null);

        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        await engine.NextAsync("health_status: healthy");

        Assert.Equal(HealthState.Healthy, container.State.Health!.Status);
    }

    [Fact]
    public async Task Monitor_TestTakesTooLong_IsKilled()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        Container container = await engine.StartAsync("one", null, new ContainerSettings
        {
            Cmd = ["x"],
            Healthcheck = new HealthSettings { Test = ["CMD", "hang"], Interval = 1_000_000_000, Timeout = 2_000_000_000, Retries = 1 },
        });
        await YieldUntilAsync(() => engine.Clock.NextWait() is not null);
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        await YieldUntilAsync(() => !engine.Sandbox.Execs.IsEmpty);

        engine.Clock.Advance(TimeSpan.FromSeconds(2));
        await engine.NextAsync("health_status: unhealthy");

        Assert.Equal([(engine.Sandbox.Execs.Single().Id, 9)], engine.Sandbox.Signals);
        Assert.Equal("Health check exceeded timeout (2s)", container.State.Health!.Log.Single().Output);
    }

    private static async Task YieldUntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static HealthTest? Of(params string[] test) => HealthTest.Of(new ContainerSettings { Healthcheck = new HealthSettings { Test = test } });

    private static HealthResult Result(int code, int seconds) =>
        new() { ExitCode = code, Start = Start.AddSeconds(seconds), End = Start.AddSeconds(seconds) };
}
