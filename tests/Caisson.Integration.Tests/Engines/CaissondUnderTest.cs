namespace Caisson.Integration.Tests.Engines;

/// <summary>The published caissond, with the keeper that it starts.</summary>
public sealed class CaissondUnderTest : EngineUnderTest
{
    /// <summary>The engine's name.</summary>
    public const string EngineName = "caissond";

    /// <summary>The environment variable with the path of the executable under test.</summary>
    public const string ExecutableVariable = "CAISSOND";

    private const string KeeperName = "caisson-keeper";

    private static readonly string? Found = Executables.FindBuilt(EngineName, ExecutableVariable);

    /// <summary>Skips the test where the executable has not been built.</summary>
    public CaissondUnderTest()
    {
        if (Found is null)
        {
            Assert.Skip($"there is no caissond to test: run ./build, or set {ExecutableVariable} to an executable");
        }
    }

    /// <inheritdoc/>
    public override string Name => EngineName;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> DaemonLine =>
    [
        Found!, "--config-file", SettingsFile, "--data-root", DataRoot, "--exec-root", ExecRoot, "--host", $"unix://{Socket}",
        "--cgroup-parent", CgroupParent, .. Options,
    ];

    /// <summary>Further options of caissond.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The keeper of this engine's containers; null while there is none.</summary>
    public int? KeeperPid => HostProcesses.PidsOfThisRun().Where(p =>
        HostProcesses.CommandLine(p) is string line && line.Contains(KeeperName, StringComparison.Ordinal)
        && line.Contains(Folder, StringComparison.Ordinal)).Select(p => (int?)p).FirstOrDefault();

    /// <inheritdoc/>
    public override IReadOnlyList<int> Processes() => KeeperPid is int keeper ? [DaemonPid, keeper] : [DaemonPid];

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();

        // The keeper outlives the daemon on purpose, until nothing is left to keep.
        if (KeeperPid is int keeper)
        {
            HostProcesses.End(keeper);
        }
    }
}
