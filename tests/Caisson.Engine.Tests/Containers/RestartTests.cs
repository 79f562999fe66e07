using Caisson.Engine.Containers;
using Caisson.Engine.Containers.Lifecycle;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Settings;
using Caisson.Engine.Tests.Containers.Support;

namespace Caisson.Engine.Tests.Containers;

public sealed class RestartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restart_AgainAndAgain_WaitsTwiceAsLong()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        Container container = await engine.StartAsync("one", Policy(RestartPolicy.Always));
        await engine.NextAsync("start");
        foreach (int milliseconds in (int[])[100, 200, 400])
        {
            engine.Sandbox.End(container.Id, 0);
            Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), await RestartWaitAsync(engine, container));
            engine.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
            await engine.NextAsync("start");
        }

        Assert.Equal(3, container.State.RestartCount);
        engine.Clock.Advance(TimeSpan.FromSeconds(10));
        engine.Sandbox.End(container.Id, 0);
        Assert.Equal(TimeSpan.FromMilliseconds(100), await RestartWaitAsync(engine, container));
    }

    [Fact]
    public async Task Restart_OnFailure_EndsAfterItsCount()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        Container container = await engine.StartAsync("one", Policy(RestartPolicy.OnFailure, 1));
        await engine.NextAsync("start");
        engine.Sandbox.End(container.Id, 1);
        engine.Clock.Advance(await RestartWaitAsync(engine, container));
        await engine.NextAsync("start");

        engine.Sandbox.End(container.Id, 1);
        await engine.Containers.WaitAsync("one", WaitCondition.NotRunning);

        Assert.Equal(ContainerStatus.Exited, container.State.Status);
        Assert.Equal(1, container.State.RestartCount);
    }

    [Fact]
    public async Task Stop_WhileItWaits_IsTheEnd()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        Container container = await engine.StartAsync("one", Policy(RestartPolicy.Always));
        engine.Sandbox.End(container.Id, 1);
        await RestartWaitAsync(engine, container);

        await engine.Containers.StopAsync("one", null, null, Cancellation);
        engine.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(ContainerStatus.Exited, container.State.Status);
        Assert.Single(engine.Sandbox.Launches);
    }

    [Fact]
    public async Task Reopen_ContainersThatRan_RunStill()
    {
        TestEngine first = await TestEngine.OpenAsync();
        Container kept = await first.StartAsync("kept");
        Container ended = await first.StartAsync("ended");
        Container stopped = await first.StartAsync("stopped", Policy(RestartPolicy.UnlessStopped));
        Container always = await first.StartAsync("always", Policy(RestartPolicy.Always));
        await first.Containers.StopAsync("stopped", null, null, Cancellation);
        await first.Containers.StopAsync("always", null, null, Cancellation);
        using (await stopped.LockAsync(Cancellation))
        using (await always.LockAsync(Cancellation))
        {
            first.Containers.Close();
        }

        await using TestEngine engine = await first.ReopenAsync();
        engine.Sandbox.End(ended.Id, 5);
        await engine.NextAsync("die");

        Assert.Equal(ContainerStatus.Running, engine.Containers.Store.Get("kept").State.Status);
        Assert.Equal(5, engine.Containers.Store.Get("ended").State.ExitCode);
        Assert.Equal(ContainerStatus.Exited, engine.Containers.Store.Get("stopped").State.Status);
        Assert.Equal(ContainerStatus.Running, engine.Containers.Store.Get("always").State.Status);
        Assert.Equal(kept.Id, engine.Containers.Store.Get("kept").Id);
    }

    [Fact]
    public async Task Reopen_StartThatNobodyWroteDown_IsTakenBack()
    {
        TestEngine first = await TestEngine.OpenAsync();
        Container created = await first.CreateAsync("one");
        first.Sandbox.Run(created.Id);

        await using TestEngine engine = await first.ReopenAsync();

        Assert.Equal([(created.Id, 9)], engine.Sandbox.Signals);
        Assert.Contains(created.Id, engine.Sandbox.Forgotten);
        Assert.Equal(ContainerStatus.Created, engine.Containers.Store.Get("one").State.Status);
        Assert.Equal(ChangeOutcome.Done, await engine.Containers.StartAsync("one", Cancellation));
        await engine.NextAsync("start");
        Assert.Equal(ContainerStatus.Running, engine.Containers.Store.Get("one").State.Status);
    }

    private static HostSettings Policy(string name, int count = 0) =>
        new() { RestartPolicy = new RestartPolicy { Name = name, MaximumRetryCount = count } };

    // How long it waits before it is started again, once it does.
    private static async Task<TimeSpan> RestartWaitAsync(TestEngine engine, Container container)
    {
        while (true)
        {
            using (await container.LockAsync(Cancellation))
            {
                if (container.State.Status == ContainerStatus.Restarting && engine.Clock.NextWait() is { } wait)
                {
                    return wait;
                }
            }

            await Task.Yield();
        }
    }
}
