namespace Caisson.Integration.Tests.Engines;

/// <summary>Debian's dockerd as Debian sets it up, with bridges and rules in a network of its own.</summary>
public sealed class DockerdUnderTest : EngineUnderTest
{
    /// <summary>The engine's name.</summary>
    public const string EngineName = "dockerd";

    /// <summary>Skips the test where the daemon is not installed.</summary>
    public DockerdUnderTest()
    {
        Executables.Require("containerd", "containerd");
        Executables.Require("iptables", "iptables");
        DaemonLine =
        [
            Executables.Require("dockerd", "docker.io"), "--config-file", SettingsFile, "--data-root", DataRoot, "--exec-root", ExecRoot,
            "--pidfile", Path.Combine(Folder, "pid"), "--host", $"unix://{Socket}", "--max-download-attempts", "1",
            "--exec-opt", "native.cgroupdriver=cgroupfs", "--cgroup-parent", CgroupParent,
        ];
    }

    /// <inheritdoc/>
    public override string Name => EngineName;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> DaemonLine { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Processes() =>
        [DaemonPid, .. Descendants(DaemonPid, "containerd", "docker-proxy"), .. Shims()];

    // Shims are nobody's children: they name the socket of their containerd, which lies in the engine's folder.
    private IEnumerable<int> Shims() => HostProcesses.PidsOfThisRun().Where(p =>
        HostProcesses.CommandLine(p) is string line && line.Contains("containerd-shim", StringComparison.Ordinal)
        && line.Contains(Folder, StringComparison.Ordinal));
}
