using Caisson.Integration.Tests.Endurance;

namespace Caisson.Integration.Tests.Systemd;

/// <summary>As its base, with cgroups that are units: <c>delete --force</c> ends those too, however far they came.</summary>
[HostLayout]
public sealed class KilledWithSystemdTests : KilledRuntimeTests
{
    public KilledWithSystemdTests() => SystemdHost.Require();

    /// <inheritdoc/>
    protected override IReadOnlyList<string> GlobalOptions => ["--systemd-cgroup"];

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        Assert.Equal("", Command.Run("systemctl", "list-units", "--all", "--plain", "--no-legend", $"caisson-{TestRun.Marker}*").Succeeded().Text);
    }
}
