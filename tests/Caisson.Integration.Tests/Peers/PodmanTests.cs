namespace Caisson.Integration.Tests.Peers;

/// <summary>Podman takes the executable as its runtime: <c>podman --runtime PATH</c>.</summary>
public sealed class PodmanTests(EngineFixture<Podman> fixture) : EngineTests(() => fixture.Engine), IClassFixture<EngineFixture<Podman>>
{
    /// <inheritdoc/>
    protected override IReadOnlyList<string> RunOptions => Podman.RunOptions;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> RemoveOptions => ["--time", "0"];

    /// <inheritdoc/>
    protected override void AssertOutOfMemoryIsKnown(string name)
    {
        Assert.Equal("137", Inspect(name, "{{.State.ExitCode}}"));

        // conmon sees it in the cgroup that the runtime has made, and leaves a file in its working folder; podman 4.3
        // looks for that file elsewhere.
        Assert.True(Inspect(name, "{{.State.OOMKilled}}") == "true" || File.Exists(Path.Combine(TestRun.Folder, "oom")));
    }
}
