using System.Globalization;
using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Systemd;

/// <summary>packaging/ under systemd: the socket starts the engine, and containers outlive it however it ends.</summary>
[HostLayout]
public sealed class EngineServiceTests(EngineServiceTests.Guarded guarded) : IClassFixture<EngineServiceTests.Guarded>
{
    /// <summary>The units, and the comparison of the host's state around their whole life.</summary>
    public sealed class Guarded : IDisposable
    {
        private readonly HostStateGuard _guard = new();
        private EngineService? _service;

        /// <summary>The units, with the engine started by the first call, and with the image.</summary>
        public EngineService Service
        {
            get
            {
                if (_service is null)
                {
                    _service = new EngineService();
                    Assert.Equal("inactive", SystemdHost.Show(_service.ServiceUnit, "ActiveState"));
                    _service.Docker("load", "--input", BusyboxImage.Archive).Succeeded();
                }

                return _service;
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            try
            {
                _service?.Dispose();
            }
            finally
            {
                _guard.Dispose();
            }
        }
    }

    [Fact]
    public void Socket_FirstCall_StartsTheEngine()
    {
        EngineService service = guarded.Service;

        Assert.Equal("active", SystemdHost.Show(service.ServiceUnit, "ActiveState"));
        Assert.Equal(
            (UnixFileMode)0b110_110_000, File.GetUnixFileMode(service.Socket) & (UnixFileMode)0b111_111_111);
        Assert.Equal("docker", Command.Run("stat", "-c", "%G", service.Socket).Succeeded().Text);
    }

    [Theory]
    [InlineData("restart")]
    [InlineData("stop")]
    [InlineData("kill --kill-whom=main --signal=KILL")]
    public void Service_EndsHowever_ContainersGoOn(string verb)
    {
        EngineService service = guarded.Service;
        string name = TestRun.NewName();

        // The tests before have started it, too; more than StartLimitBurst within a minute is what the unit refuses.
        EngineService.Control("reset-failed", service.ServiceUnit);
        service.Docker(
            "run", "-d", "--name", name, EngineUnderTest.Image, "sh", "-c",
            "trap 'exit 5' TERM; i=0; while :; do i=$((i + 1)); echo $i; sleep 0.2; done").Succeeded();
        string pid = service.Docker("inspect", "--format", "{{.State.Pid}}", name).Succeeded().Text;
        string engine = SystemdHost.Show(service.ServiceUnit, "MainPID");

        EngineService.Control([.. verb.Split(' '), service.ServiceUnit]);
        Wait.Until(() => !HostProcesses.IsAlive(int.Parse(engine, CultureInfo.InvariantCulture)), "the engine's end");

        // Whoever asks waits for the engine: systemd has the socket, and starts what answers.
        Assert.Equal($"true {pid}", service.Docker("inspect", "--format", "{{.State.Running}} {{.State.Pid}}", name).Succeeded().Text);
        Assert.NotEqual(engine, SystemdHost.Show(service.ServiceUnit, "MainPID"));
        service.Docker("stop", name).Succeeded();
        Assert.Equal("5", service.Docker("inspect", "--format", "{{.State.ExitCode}}", name).Succeeded().Text);
        string[] lines = service.Docker("logs", name).Succeeded().Lines;
        Assert.Equal(Enumerable.Range(1, lines.Length).Select(i => i.ToString(CultureInfo.InvariantCulture)), lines);
        service.Docker("rm", name).Succeeded();
    }

    [Fact]
    public void Run_Limits_AreTheirCgroups()
    {
        EngineService service = guarded.Service;
        Assert.SkipUnless(!CgroupFiles.IsVersion1("memory"), "cgroup version 1 keeps these in other files");

        CommandResult result = service.Docker(
            "run", "--rm", "--memory", "64m", "--cpus", "0.5", "--pids-limit", "40", EngineUnderTest.Image,
            "sh", "-c", "cd /sys/fs/cgroup && cat memory.max cpu.max pids.max cgroup.controllers");

        string[] lines = result.Succeeded().Lines;
        Assert.Equal(["67108864", "50000 100000", "40"], lines[..3]);
        Assert.Contains("memory", lines[3], StringComparison.Ordinal);
        Assert.Equal("2", service.Docker("info", "--format", "{{.CgroupVersion}}").Succeeded().Text);
    }

    [Fact]
    public void Run_OutOfMemory_IsKnown()
    {
        EngineService service = guarded.Service;
        string name = TestRun.NewName();

        service.Docker(
            "run", "--name", name, "--memory", "16m", "--memory-swap", "16m", EngineUnderTest.Image,
            "sh", "-c", "tail /dev/zero").Exited(137);

        Assert.Equal("true 137", service.Docker("inspect", "--format", "{{.State.OOMKilled}} {{.State.ExitCode}}", name).Succeeded().Text);
        service.Docker("rm", name).Succeeded();
    }
}
