namespace Caisson.Integration.Tests.Peers;

/// <summary>
/// Debian's dockerd as Debian sets it up, with runc: what builds, loads, saves, pulls and pushes images the way that
/// is right by definition.
/// </summary>
public sealed class DockerdWithRunc : Dockerd
{
    /// <summary>Starts the daemon; skips the test where it is not installed.</summary>
    public DockerdWithRunc()
        : base([.. CgroupsOfRuntime, "--max-download-attempts", "1"])
    {
    }

    /// <inheritdoc/>
    /// <remarks>The classic builder, whose steps, cache and history can be compared one by one.</remarks>
    public override CommandOptions Surroundings { get; } = new()
    {
        Environment = new Dictionary<string, string>
        {
            ["DOCKER_BUILDKIT"] = "0",
            ["DOCKER_CONFIG"] = TestRun.NewFolder(),
        },
    };
}
