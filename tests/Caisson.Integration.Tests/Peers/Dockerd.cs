using Caisson.Integration.Tests.Harness.Native;

namespace Caisson.Integration.Tests.Peers;

/// <summary>Debian's dockerd with its own containerd, and the docker client.</summary>
public class Dockerd : ContainerEngine
{
    private readonly Command _daemon;
    private readonly string _folder = TestRun.NewFolder();

    /// <summary>Starts the daemon with the runtime under test, which makes the cgroups; skips the test where it is not installed.</summary>
    public Dockerd()
        : this([.. RuntimeUnderTest, .. CgroupsOfRuntime])
    {
    }

    /// <summary>Starts the daemon.</summary>
    /// <param name="options">Further options of dockerd: its runtime, and who makes cgroups.</param>
    protected Dockerd(params IEnumerable<string> options)
    {
        string dockerd = Executables.Require("dockerd", "docker.io");
        Executables.Require("containerd", "containerd");
        string docker = Executables.Require("docker", "docker.io");
        string settings = Path.Combine(_folder, "daemon.json");
        File.WriteAllText(settings, "{}");
        string socket = Path.Combine(_folder, "docker.sock");
        Client = [docker, "--host", $"unix://{socket}"];
        _daemon = Command.Start(
            new CommandOptions(),
            dockerd,
            [
                "--config-file", settings, "--data-root", Path.Combine(_folder, "data"), "--exec-root", Path.Combine(_folder, "exec"),
                "--pidfile", Path.Combine(_folder, "pid"), "--host", $"unix://{socket}",
                "--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false",
                "--userland-proxy=false", .. options,
            ]);
        if (!Wait.TryUntil(() => _daemon.HasExited || Call("version").ExitCode == 0, Command.Patience) || _daemon.HasExited)
        {
            Assert.Fail($"dockerd does not start:\n{_daemon.Error}");
        }

        ImportImage();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Client { get; }

    /// <summary>Options that make the runtime under test the one of all containers.</summary>
    protected static IReadOnlyList<string> RuntimeUnderTest { get; } =
        ["--add-runtime", $"caisson={OciRuntime.Subject.Path}", "--default-runtime", "caisson"];

    /// <summary>Options that have the runtime make the cgroups, below the one of the tests.</summary>
    protected static IReadOnlyList<string> CgroupsOfRuntime { get; } =
        ["--exec-opt", "native.cgroupdriver=cgroupfs", "--cgroup-parent", CgroupParent];

    /// <inheritdoc/>
    public override void Dispose()
    {
        string[] left = Call("ps", "--all", "--quiet").Lines;
        if (left.Length > 0)
        {
            Call(["rm", "--force", .. left]);
        }

        TestLibC.Check(TestLibC.kill(_daemon.Pid, TestLibC.SIGTERM), "kill");
        _daemon.Wait();
        _daemon.Dispose();

        // Its network namespace stays mounted, for a daemon that would come back.
        foreach (string mount in HostState.MountPointsOfThisRun().Where(m => m.StartsWith(_folder, StringComparison.Ordinal)).Reverse().ToArray())
        {
            HostMount.Unmount(mount);
        }

        base.Dispose();
        GC.SuppressFinalize(this);
    }
}
