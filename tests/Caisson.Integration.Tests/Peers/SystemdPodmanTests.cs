namespace Caisson.Integration.Tests.Peers;

/// <summary>As <see cref="PodmanTests"/>, with podman's default manager of cgroups: systemd.</summary>
public sealed class SystemdPodmanTests(EngineFixture<SystemdPodman> fixture)
    : EngineTests(() => fixture.Engine), IClassFixture<EngineFixture<SystemdPodman>>
{
    /// <inheritdoc/>
    protected override IReadOnlyList<string> RunOptions => [];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> RemoveOptions => ["--time", "0"];

    [Fact, HostLayout]
    public void Info_Manager_IsSystemd() =>
        Assert.Equal("systemd", Engine.Call("info", "--format", "{{.Host.CgroupManager}}").Succeeded().Text);

    /// <inheritdoc/>
    protected override void AssertOutOfMemoryIsKnown(string name) =>
        Assert.Equal("137", Inspect(name, "{{.State.ExitCode}}"));
}
