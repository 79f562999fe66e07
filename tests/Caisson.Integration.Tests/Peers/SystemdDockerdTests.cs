namespace Caisson.Integration.Tests.Peers;

/// <summary>As <see cref="DockerdTests"/>, with the daemon's default driver for cgroups: systemd.</summary>
public sealed class SystemdDockerdTests(EngineFixture<SystemdDockerd> fixture)
    : EngineTests(() => fixture.Engine), IClassFixture<EngineFixture<SystemdDockerd>>
{
    /// <inheritdoc/>
    protected override IReadOnlyList<string> RunOptions => [];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> RemoveOptions => [];

    [Fact, HostLayout]
    public void Info_Driver_IsSystemd() =>
        Assert.Equal("systemd", Engine.Call("info", "--format", "{{.CgroupDriver}}").Succeeded().Text);

    /// <inheritdoc/>
    protected override void AssertOutOfMemoryIsKnown(string name) =>
        Assert.Equal("true 137", Inspect(name, "{{.State.OOMKilled}} {{.State.ExitCode}}"));
}
