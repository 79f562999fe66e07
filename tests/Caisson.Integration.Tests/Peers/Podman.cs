namespace Caisson.Integration.Tests.Peers;

/// <summary>Debian's podman, with storage, state and limits of its own.</summary>
public class Podman : ContainerEngine
{
    /// <summary>Sets podman up with cgroups that its runtime makes; skips the test where it is not installed.</summary>
    public Podman()
        : this("--cgroup-manager", "cgroupfs")
    {
    }

    /// <summary>Sets podman up; skips the test where it is not installed.</summary>
    /// <param name="cgroupOptions">Who makes the cgroups.</param>
    protected Podman(params IReadOnlyList<string> cgroupOptions)
    {
        string podman = Executables.Require("podman", "podman");
        string folder = TestRun.NewFolder();

        // The engine's default is to raise the hard limits, which takes CAP_SYS_RESOURCE.
        string settings = Path.Combine(folder, "containers.conf");
        File.WriteAllText(settings, """
            [containers]
            default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
            """);
        Surroundings = new CommandOptions { Environment = new Dictionary<string, string> { ["CONTAINERS_CONF"] = settings } };
        Client =
        [
            podman, "--root", Path.Combine(folder, "root"), "--runroot", Path.Combine(folder, "run"),
            "--tmpdir", Path.Combine(folder, "tmp"), "--storage-driver", "vfs", .. cgroupOptions,
            "--events-backend", "file", "--runtime", OciRuntime.Subject.Path,
        ];
        ImportImage();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Client { get; }

    /// <inheritdoc/>
    public override CommandOptions Surroundings { get; }

    /// <summary>The options of <c>run</c> that keep a container below the tests' own cgroup.</summary>
    public static IReadOnlyList<string> RunOptions => ["--cgroup-parent", CgroupParent];

    /// <inheritdoc/>
    public override void Dispose()
    {
        Call("rm", "--all", "--force", "--time", "0");
        base.Dispose();
        GC.SuppressFinalize(this);
    }
}
