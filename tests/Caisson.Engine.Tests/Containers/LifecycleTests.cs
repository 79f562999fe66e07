using Caisson.Engine.Containers;
using Caisson.Engine.Containers.Lifecycle;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Sandboxes;
using Caisson.Engine.Settings;
using Caisson.Engine.Tests.Containers.Support;

namespace Caisson.Engine.Tests.Containers;

public sealed class LifecycleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_ThenEnd_IsExitedWithItsCode()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        Container container = await engine.StartAsync("one");
        Assert.Equal(ContainerStatus.Running, container.State.Status);
        Assert.Contains(container.Id, engine.Networks.Up);
        Task<ContainerExit> end = engine.Containers.WaitAsync("one", WaitCondition.NotRunning);
        Assert.False(end.IsCompleted);

        engine.Sandbox.End(container.Id, 7);

        Assert.Equal(7, (await end).ExitCode);
        Assert.Equal("7", (await engine.NextAsync("die")).Attributes["exitCode"]);
        using (await container.LockAsync(Cancellation))
        {
            Assert.Equal(ContainerStatus.Exited, container.State.Status);
            Assert.DoesNotContain(container.Id, engine.Networks.Up);
            Assert.Contains(container.Id, engine.Sandbox.Forgotten);
        }

        Assert.Equal(7, (await engine.Containers.WaitAsync("one", WaitCondition.NotRunning)).ExitCode);
    }

    [Fact]
    public async Task Start_RunningOne_IsAlreadySo()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        Container container = await engine.StartAsync();

        Assert.Equal(ChangeOutcome.AlreadySo, await engine.Containers.StartAsync(container.Id, Cancellation));
        Assert.Equal(ChangeOutcome.Done, await engine.Containers.StopAsync(container.Id, null, 1, Cancellation));
        Assert.Equal(ChangeOutcome.AlreadySo, await engine.Containers.StopAsync(container.Id, null, 1, Cancellation));
    }

    [Theory]
    [InlineData(SandboxStartFault.NotFound, 127, EngineErrorKind.InvalidParameter)]
    [InlineData(SandboxStartFault.NotExecutable, 126, EngineErrorKind.InvalidParameter)]
    [InlineData(SandboxStartFault.Other, 128, EngineErrorKind.System)]
    public async Task Start_Fails_SaysWhyAndKeepsTheCode(SandboxStartFault fault, int code, EngineErrorKind kind)
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        Container container = await engine.CreateAsync();
        engine.Sandbox.NextFailure = new SandboxStartException(fault, "it is not there");

        EngineException e = await Assert.ThrowsAsync<EngineException>(() => engine.Containers.StartAsync(container.Id, Cancellation));

        Assert.Equal(kind, e.Kind);
        Assert.Equal(code, container.State.ExitCode);
        Assert.Equal("it is not there", container.State.Error);
        Assert.Equal(ContainerStatus.Created, container.State.Status);
        Assert.Empty(engine.Networks.Up);
    }

    [Fact]
    public async Task Start_StateCannotBeWritten_LeavesNothingRunning()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        Container container = await engine.CreateAsync();
        await engine.LoseStateAsync();

        await Assert.ThrowsAsync<EngineException>(() => engine.Containers.StartAsync(container.Id, Cancellation));

        Assert.Equal([(container.Id, 9)], engine.Sandbox.Signals);
        Assert.Equal((ContainerStatus.Created, 0), (container.State.Status, container.State.Pid));
        Assert.Empty(engine.Networks.Up);
    }

    [Fact]
    public async Task Create_NameTaken_IsConflict()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        Container container = await engine.CreateAsync("one");

        EngineException e = await Assert.ThrowsAsync<EngineException>(() => engine.CreateAsync("one"));

        Assert.Equal(EngineErrorKind.Conflict, e.Kind);
        Assert.Equal(
            $"Conflict. The container name \"/one\" is already in use by container \"{container.Id}\". "
            + "You have to remove (or rename) that container to be able to reuse that name.",
            e.Message);
        await engine.Containers.RenameAsync("one", "two", Cancellation);
        Assert.Same(container, engine.Containers.Store.Get("two"));
        await engine.CreateAsync("one");
    }

    [Fact]
    public async Task End_WithAutoRemove_RemovesItWithItsVolumes()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        ContainerSettings config = new() { Cmd = ["true"], Volumes = new() { ["/data"] = EmptySettings.Value } };
        Container container = await engine.StartAsync("one", new HostSettings { AutoRemove = true }, config);
        Assert.Single(engine.Volumes.All);
        Task<ContainerExit> gone = engine.Containers.WaitAsync("one", WaitCondition.Removed);

        engine.Sandbox.End(container.Id, 3);

        Assert.Equal(3, (await gone).ExitCode);
        Assert.Null(engine.Containers.Store.TryGet("one"));
        Assert.Empty(engine.Volumes.All);
        Assert.False(Directory.Exists(engine.Containers.Folders.Of(container.Id)));
    }

    [Fact]
    public async Task Remove_RunningOne_WantsForce()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        Container container = await engine.StartAsync("one");

        EngineException e = await Assert.ThrowsAsync<EngineException>(
            () => engine.Containers.RemoveAsync("one", new RemovalOptions(), Cancellation));
        await engine.Containers.RemoveAsync("one", new RemovalOptions(Force: true), Cancellation);

        Assert.Equal(
            "cannot remove container \"one\": container is running: stop the container before removing or force remove", e.Message);
        Assert.Empty(engine.Containers.Store.All);
        Assert.Contains((container.Id, 9), engine.Sandbox.Signals);
    }

    [Fact]
    public async Task Remove_WhileStoppedAndAutoRemoved_HappensOnce()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        for (int i = 0; i < 20; i++)
        {
            Container container = await engine.StartAsync("one", new HostSettings { AutoRemove = true });
            Task[] all =
            [
                Ignore(engine.Containers.StopAsync("one", null, 1, Cancellation)),
                Ignore(engine.Containers.RemoveAsync("one", new RemovalOptions(Force: true), Cancellation)),
                Ignore(engine.Containers.KillAsync("one", "", Cancellation)),
                engine.Containers.WaitAsync(container.Id, WaitCondition.Removed),
            ];
            await Task.WhenAll(all);

            Assert.Null(engine.Containers.Store.TryGet(container.Id));
        }
    }

    // Whoever has stopped it may use its ports at once.
    [Fact]
    public async Task Stop_NetworkIsBeingTakenDown_WaitsForThat()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        Container container = await engine.StartAsync("one");
        TaskCompletionSource mayRelease = new();
        engine.Networks.MayRelease = mayRelease.Task;

        Task<ChangeOutcome> stop = engine.Containers.StopAsync("one", null, 5, Cancellation);
        await engine.NextAsync("die");
        Assert.False(stop.IsCompleted);
        mayRelease.SetResult();

        Assert.Equal(ChangeOutcome.Done, await stop);
        Assert.DoesNotContain(container.Id, engine.Networks.Up);
    }

    [Fact]
    public async Task Stop_IgnoredSignal_KillsAfterItsTime()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        engine.Sandbox.Deadly.Remove(15);
        Container container = await engine.StartAsync("one");

        Task<ChangeOutcome> stop = engine.Containers.StopAsync("one", null, 5, Cancellation);
        while (engine.Clock.NextWait() is null)
        {
            await Task.Yield();
        }

        Assert.False(stop.IsCompleted);
        engine.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(ChangeOutcome.Done, await stop);
        Assert.Equal([(container.Id, 15), (container.Id, 9)], engine.Sandbox.Signals);
        Assert.Equal(137, container.State.ExitCode);
    }

    [Fact]
    public async Task Kill_StoppedOne_IsConflict()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        Container container = await engine.CreateAsync("one");

        EngineException stopped = await Assert.ThrowsAsync<EngineException>(() => engine.Containers.KillAsync("one", "", Cancellation));
        EngineException unknown = await Assert.ThrowsAsync<EngineException>(() => engine.Containers.KillAsync("one", "NOPE", Cancellation));

        Assert.Equal($"cannot kill container: one: container {container.Id} is not running", stopped.Message);
        Assert.Equal("invalid signal: NOPE", unknown.Message);
    }

    [Fact]
    public async Task Get_Prefix_FindsTheOnlyOne()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        Container container = await engine.CreateAsync();

        Assert.Same(container, engine.Containers.Store.Get(container.Id[..12]));
        EngineException e = Assert.Throws<EngineException>(() => engine.Containers.Store.Get("nope"));
        Assert.Equal("No such container: nope", e.Message);
    }

    private static async Task Ignore(Task task)
    {
        try
        {
            await task;
        }
        catch (EngineException)
        {
            // Whoever comes later is told that it is gone, or going.
        }
    }
}
