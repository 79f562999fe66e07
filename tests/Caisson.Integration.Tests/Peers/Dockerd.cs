using Caisson.Integration.Tests.Harness.Native;

namespace Caisson.Integration.Tests.Peers;

/// <summary>Debian's dockerd with its own containerd, and the docker client.</summary>
public class Dockerd : ContainerEngine
{
    private readonly Command _daemon;
    private readonly string _folder = TestRun.NewFolder();

    /// <summary>Starts the daemon with cgroups that its runtime makes; skips the test where it is not installed.</summary>
    public Dockerd()
        : this("--exec-opt", "native.cgroupdriver=cgroupfs", "--cgroup-parent", CgroupParent)
    {
    }

    /// <summary>Starts the daemon; skips the test where it is not installed.</summary>
    /// <param name="cgroupOptions">Who makes the cgroups, and where.</param>
    protected Dockerd(params IReadOnlyList<string> cgroupOptions)
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
            [.. cgroupOptions, "--config-file", settings, "--data-root", Path.Combine(_folder, "data"), "--exec-root", Path.Combine(_folder, "exec"),
            "--pidfile", Path.Combine(_folder, "pid"), "--host", $"unix://{socket}",
            "--add-runtime", $"caisson={OciRuntime.Subject.Path}", "--default-runtime", "caisson",
            "--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false",
            "--userland-proxy=false"]);
        if (!Wait.TryUntil(() => _daemon.HasExited || Call("version").ExitCode == 0, Command.Patience) || _daemon.HasExited)
        {
            Assert.Fail($"dockerd does not start:\n{_daemon.Error}");
        }

        ImportImage();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Client { get; }

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
