using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Containers;

/// <summary>What options of <c>docker run</c> do inside.</summary>
public sealed class ContainerSettingsTests(SharedEngine shared) : IClassFixture<SharedEngine>
{
    [Theory]
    [InlineData("--user 1000:2000 --group-add 3000", "id -u; id -g; id -G", "1000\n2000\n2000 3000")]
    [InlineData("--workdir /made/here", "pwd", "/made/here")]
    [InlineData("--hostname box", "hostname; grep -c box /etc/hostname", "box\n1")]
    [InlineData("--env A=1 --env B=2", "echo $A$B", "12")]
    [InlineData("--read-only", "touch /file 2>&1", "touch: /file: Read-only file system")]
    [InlineData("--cap-drop ALL --cap-add NET_ADMIN", "grep CapEff /proc/self/status", "CapEff:\t0000000000001000")]
    [InlineData("--security-opt no-new-privileges", "grep NoNew /proc/self/status", "NoNewPrivs:\t1")]
    [InlineData("--security-opt seccomp=unconfined", "grep Seccomp: /proc/self/status", "Seccomp:\t0")]
    [InlineData("--ulimit nofile=100:200", "ulimit -n", "100")]
    [InlineData("--shm-size 2m", "df /dev/shm | tail -n 1 | awk '{print $2}'", "2048")]
    [InlineData("--tmpfs /scratch:size=1m", "df /scratch | tail -n 1 | awk '{print $2}'", "1024")]
    [InlineData("--sysctl kernel.msgmax=4096", "cat /proc/sys/kernel/msgmax", "4096")]
    [InlineData("--device /dev/null:/dev/mine", "test -c /dev/mine && echo yes", "yes")]
    [InlineData("--entrypoint echo", "hello", "-c hello")]
    [InlineData("--init", "cat /proc/1/cmdline | tr '\\0' ' ' | cut -c 1-20", "/sbin/docker-init --")]
    public void Run_Option_HoldsInside(string options, string line, string expected)
    {
        string[] program = options.StartsWith("--entrypoint", StringComparison.Ordinal) ? ["-c", line] : ["sh", "-c", line];
        CommandResult result = shared.Engine.Docker(
            ["run", "--rm", "--network", "none", .. options.Split(' '), EngineUnderTest.Image, .. program]);

        Assert.Equal(expected, result.Text);
    }

    [Fact]
    public void Run_Init_PassesSignalsAndReaps()
    {
        string name = TestRun.NewName();
        shared.Engine.Docker(
            "run", "-d", "--init", "--name", name, "--network", "none", EngineUnderTest.Image,
            "sh", "-c", "trap 'exit 3' TERM; echo ready; (sleep 0.1 &); while :; do sleep 0.1; done").Succeeded();

        Wait.Until(() => shared.Engine.Docker("logs", name).Output == "ready\n", "the trap is set");
        shared.Engine.Docker("stop", name).Succeeded();

        Assert.Equal("3", shared.Engine.Inspect(name, "{{.State.ExitCode}}"));
        shared.Engine.Docker("rm", name).Succeeded();
    }

    [Theory]
    [InlineData("--memory 1m", "Minimum memory limit allowed is 6MB")]
    [InlineData("--restart nope --detach", "invalid restart policy: unknown policy 'nope'")]
    [InlineData("--cap-add NOPE", "invalid CapAdd: unknown capability: \"CAP_NOPE\"")]
    [InlineData("--mount type=bind,src=/no/such,dst=/a", "bind source path does not exist: /no/such")]
    [InlineData("-v /tmp:/a -v /var:/a", "Duplicate mount point: /a")]
    [InlineData("--runtime nope", "unknown or invalid runtime name: nope")]
    [InlineData("--log-driver nope", "error looking up logging plugin nope: plugin \"nope\" not found")]
    public void Run_WrongOption_SaysWhatDockerdSays(string options, string message)
    {
        CommandResult result = shared.Engine.Docker(["run", .. options.Split(' '), EngineUnderTest.Image, "true"]).Exited(125);

        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }
}
