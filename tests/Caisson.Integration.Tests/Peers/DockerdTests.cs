namespace Caisson.Integration.Tests.Peers;

/// <summary>Docker's daemon takes the executable as its runtime: <c>dockerd --add-runtime caisson=PATH</c>.</summary>
public sealed class DockerdTests(EngineFixture<Dockerd> fixture) : EngineTests(() => fixture.Engine), IClassFixture<EngineFixture<Dockerd>>
{
    /// <inheritdoc/>
    protected override IReadOnlyList<string> RunOptions => [];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> RemoveOptions => [];

    /// <inheritdoc/>
    protected override void AssertOutOfMemoryIsKnown(string name) =>
        Assert.Equal("true 137", Inspect(name, "{{.State.OOMKilled}} {{.State.ExitCode}}"));
}
