using Caisson.Engine.Execs;
using Caisson.Engine.Tests.Containers.Support;
using Caisson.Linux.Terminals;

namespace Caisson.Engine.Tests.Execs;

public sealed class ExecManagerTests
{
    private static readonly WindowSize Size = new(40, 120);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Resize_BeforeTheStart_WaitsForIt()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        Exec exec = engine.Execs.Create(await engine.StartAsync(), "one", new ExecSettings { Cmd = ["hang"], Tty = true });

        Task resize = engine.Execs.ResizeAsync(exec, Size, Cancellation);
        Assert.Empty(engine.Sandbox.Resizes);
        await engine.Execs.StartAsync(exec, null, null, Cancellation);
        await resize;

        Assert.Equal([(exec.Id, Size)], engine.Sandbox.Resizes);
    }

    [Fact]
    public async Task Resize_NeverStarted_TimesOut()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();
        Exec exec = engine.Execs.Create(await engine.StartAsync(), "one", new ExecSettings { Cmd = ["hang"], Tty = true });
        Task resize = engine.Execs.ResizeAsync(exec, Size, Cancellation);

        engine.Clock.Advance(TimeSpan.FromSeconds(10));

        EngineException e = await Assert.ThrowsAsync<EngineException>(() => resize);
        Assert.Equal((EngineErrorKind.System, "timeout waiting for exec session ready"), (e.Kind, e.Message));
    }

    // dockerd's event has a blank behind the program, also where no arguments follow.
    [Fact]
    public async Task Create_OfAProgramAlone_IsToldWithABlank()
    {
        await using TestEngine engine = await TestEngine.OpenAsync();

        Exec exec = engine.Execs.Create(await engine.StartAsync(), "one", new ExecSettings { Cmd = ["true"] });

        Assert.Equal(exec.Id, (await engine.NextAsync("exec_create: true ")).Attributes["execID"]);
    }
}
