using System.Globalization;

namespace Caisson.Integration.Tests.Peers;

/// <summary>What people do with an engine, done with one whose runtime is the one under test.</summary>
public abstract class EngineTests : IDisposable
{
    private const string ResizeScript = "trap 'stty size' WINCH; stty size; echo ready; while :; do read -t 1 l && echo got $l && exit 3; done";

    private readonly List<string> _names = [];

    /// <summary>Skips the test where the machine cannot run it.</summary>
    protected EngineTests(Func<ContainerEngine> engine)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "engines need root");
        Engine = engine();
    }

    /// <summary>The engine.</summary>
    protected ContainerEngine Engine { get; }

    /// <summary>Options of <c>run</c> that this engine needs.</summary>
    protected abstract IReadOnlyList<string> RunOptions { get; }

    /// <summary>Options of <c>rm --force</c> that this engine needs.</summary>
    protected abstract IReadOnlyList<string> RemoveOptions { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (string name in _names)
        {
            Engine.Call(["rm", "--force", .. RemoveOptions, name]);
        }

        GC.SuppressFinalize(this);
    }

    [Fact, HostLayout]
    public void Run_Program_PassesOutputAndExitCodeOn()
    {
        CommandResult result = Run([], "sh", "-c", "echo out; echo err >&2; exit 42").Exited(42);

        Assert.Equal("out\n", result.Output);
        Assert.Contains("err", result.Error);
    }

    [Fact]
    public void Run_HostNetwork_IsTheHosts() =>
        Assert.Equal(
            new FileInfo("/proc/self/ns/net").LinkTarget,
            Engine.Call(["run", "--rm", "--network", "host", .. RunOptions, ContainerEngine.Image, "readlink", "/proc/self/ns/net"])
                .Succeeded().Text);

    [Fact]
    public void Run_ProgramMissing_ExitsWith127() => Run([], "/nope").Exited(127);

    [Fact]
    public void Run_ProgramNotExecutable_ExitsWith126() => Run([], "/etc/passwd").Exited(126);

    [Fact]
    public void Run_Volume_IsShared()
    {
        string folder = TestRun.NewFolder();

        Run(["--volume", $"{folder}:/mnt"], "sh", "-c", "echo x > /mnt/file").Succeeded();

        Assert.Equal("x\n", File.ReadAllText(Path.Combine(folder, "file")));
    }

    [Fact]
    public void Run_Terminal_FollowsItsSizeAndInput()
    {
        using var terminal = Terminal.Open(out string path);
        terminal.Resize(20, 61);

        using Command run = Engine.CallInTerminal(
            path, ["run", "--rm", "--interactive", "--tty", "--network", "none", .. RunOptions, ContainerEngine.Image, "sh", "-c", ResizeScript]);

        AssertTerminalWorks(terminal);
        run.Wait().Exited(3);
    }

    [Fact]
    public void Exec_Terminal_FollowsItsSizeAndInput()
    {
        string name = Detached([], "sleep", "1000");
        using var terminal = Terminal.Open(out string path);
        terminal.Resize(20, 61);

        using Command exec = Engine.CallInTerminal(path, "exec", "--interactive", "--tty", name, "sh", "-c", ResizeScript);

        AssertTerminalWorks(terminal);
        exec.Wait().Exited(3);
    }

    [Fact, HostLayout]
    public void Exec_Program_RunsAsAskedFor()
    {
        string name = Detached([], "sleep", "1000");

        CommandResult result = Engine.Call(
            "exec", "--user", "1000:1000", "--workdir", "/tmp", "--env", "A=b", name, "sh", "-c", "id -u; pwd; echo $A; exit 5").Exited(5);

        Assert.Equal(["1000", "/tmp", "b"], result.Lines);
    }

    [Fact]
    public void Exec_Detached_Runs()
    {
        string name = Detached([], "sleep", "1000");

        Engine.Call("exec", "--detach", name, "touch", "/tmp/made").Succeeded();

        Wait.Until(() => Engine.Call("exec", name, "test", "-e", "/tmp/made").ExitCode == 0, "the program has run");
    }

    [Fact, HostLayout]
    public void Kill_Signal_EndsTheContainer()
    {
        string name = Detached([], "sleep", "1000");

        Engine.Call("kill", name).Succeeded();

        Assert.Equal("137", Engine.Call("wait", name).Succeeded().Text);
        Assert.Equal("exited", Inspect(name, "{{.State.Status}}"));
    }

    [Fact]
    public void Kill_OtherSignal_ReachesTheProgram()
    {
        string name = Detached([], "sh", "-c", "trap 'exit 9' USR1; echo ready; while :; do sleep 0.05; done");
        Wait.Until(() => Engine.Call("logs", name).Output.Contains("ready"), "the trap is set");

        Engine.Call("kill", "--signal", "USR1", name).Succeeded();

        Assert.Equal("9", Engine.Call("wait", name).Succeeded().Text);
    }

    [Fact, HostLayout]
    public void Pause_AndUnpause_StopAndGoOn()
    {
        string name = Detached([], "sh", "-c", "while :; do echo tick; sleep 0.05; done");

        Engine.Call("pause", name).Succeeded();
        Assert.Equal("paused", Inspect(name, "{{.State.Status}}"));
        int lines = Engine.Call("logs", name).Lines.Length;
        Assert.Equal(lines, Engine.Call("logs", name).Lines.Length);
        Engine.Call("unpause", name).Succeeded();

        Assert.Equal("running", Inspect(name, "{{.State.Status}}"));
        Wait.Until(() => Engine.Call("logs", name).Lines.Length > lines, "it goes on");
    }

    [Fact, HostLayout]
    public void Stats_RunningContainer_ShowsMemoryAndPids()
    {
        string name = Detached(["--memory", "64m"], "sleep", "1000");

        string[] figures = Engine.Call("stats", "--no-stream", "--format", "{{.MemUsage}}|{{.PIDs}}", name).Succeeded().Text.Split('|');

        Assert.DoesNotMatch("^0B? */", figures[0]);
        Assert.Matches("6[47].*M", figures[0]);
        Assert.Equal("1", figures[1]);
    }

    [Fact]
    public void Top_RunningContainer_ShowsItsProcesses() =>
        Assert.Contains("sleep 1000", Engine.Call("top", Detached([], "sleep", "1000")).Succeeded().Output);

    // The container lives on for a second: an engine hears of memory and of exits on two ways, and one that hears of the
    // exit first has nobody left to blame.
    [Fact, HostLayout]
    public void Memory_Exceeded_IsKilled()
    {
        string name = TestRun.NewName();
        _names.Add(name);

        Engine.Call(["run", "--name", name, "--network", "none", "--memory", "32m", .. RunOptions, ContainerEngine.Image,
            "sh", "-c", "dd if=/dev/zero of=/dev/null bs=200M count=1; status=$?; sleep 1; exit $status"]).Exited(137);

        AssertOutOfMemoryIsKnown(name);
    }

    [Fact, HostLayout]
    public void Update_Memory_ChangesTheLimit()
    {
        string name = Detached(["--memory", "64m"], "sleep", "1000");

        Engine.Call("update", "--memory", "48m", "--memory-swap", "48m", name).Succeeded();

        int pid = int.Parse(Inspect(name, "{{.State.Pid}}"), CultureInfo.InvariantCulture);
        Assert.Equal($"{48 << 20}", CgroupFiles.Read(pid, "memory", "memory.limit_in_bytes", "memory.max"));
    }

    [Fact, HostLayout]
    public void PidsLimit_Exceeded_RefusesToFork() =>
        Assert.Contains(
            "fork",
            Run(["--pids-limit", "6"], "sh", "-c", "for i in 1 2 3 4 5 6 7 8 9; do sleep 10 & done; echo all").Failed().Error);

    [Fact, HostLayout]
    public void Cpus_Quota_IsSet()
    {
        string name = Detached(["--cpus", "0.5"], "sleep", "1000");
        int pid = int.Parse(Inspect(name, "{{.State.Pid}}"), CultureInfo.InvariantCulture);

        Assert.StartsWith("50000", CgroupFiles.Read(pid, "cpu", "cpu.cfs_quota_us", "cpu.max"));
    }

    [Fact]
    public void User_Named_IsLookedUpInTheImage() =>
        Assert.Equal("1000", Run(["--user", "mia"], "id", "-u").Succeeded().Text);

    [Fact]
    public void ReadOnly_Root_RefusesWrites() =>
        Assert.Contains("Read-only", Run(["--read-only"], "touch", "/x").Failed().Error);

    [Fact]
    public void CapDrop_All_LeavesNone() =>
        Assert.Equal("CapEff:\t0000000000000000", Run(["--cap-drop", "ALL"], "grep", "^CapEff:", "/proc/self/status").Succeeded().Text);

    [Fact]
    public void CapAdd_SysAdmin_AllowsWhatTheDefaultDoesNot()
    {
        Run([], "hostname", "other").Failed();
        Run(["--cap-add", "SYS_ADMIN"], "hostname", "other").Succeeded();
    }

    [Fact]
    public void Seccomp_OwnProfile_Holds()
    {
        string file = Path.Combine(TestRun.NewFolder(), "seccomp.json");
        File.WriteAllText(file, """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}""");

        Assert.Contains(
            "Operation not permitted",
            Run(["--security-opt", $"seccomp={file}"], "mkdir", "/tmp/x").Failed().Error);
        Run(["--security-opt", "seccomp=unconfined"], "mkdir", "/tmp/x").Succeeded();
    }

    [Fact]
    public void Seccomp_DefaultProfile_IsLoaded() =>
        Assert.Equal("Seccomp:\t2", Run([], "grep", "^Seccomp:", "/proc/self/status").Succeeded().Text);

    [Fact]
    public void Options_OfManyKinds_AllApply()
    {
        CommandResult result = Run(
            ["--hostname", "other", "--tmpfs", "/scratch:size=1m", "--sysctl", "net.ipv4.ip_forward=1", "--ulimit", "nofile=99:99", "--ulimit", "nproc=999:999",
                "--security-opt", "no-new-privileges", "--device", "/dev/null:/dev/mynull", "--shm-size", "2m"],
            "sh", "-c", "hostname; df -k /scratch /dev/shm | awk '/^(tmpfs|shm)/ {print $2}'; cat /proc/sys/net/ipv4/ip_forward; ulimit -n; grep -c 'NoNewPrivs:.1' /proc/self/status; echo x > /dev/mynull && echo device");

        Assert.Equal(["other", "1024", "2048", "1", "99", "1", "device"], result.Succeeded().Lines);
    }

    [Fact, HostLayout]
    public void Restart_RunningContainer_HasANewInit()
    {
        string name = Detached([], "sleep", "1000");
        string before = Inspect(name, "{{.State.Pid}}");

        Engine.Call("restart", "--time", "0", name).Succeeded();

        Assert.Equal("running", Inspect(name, "{{.State.Status}}"));
        Assert.NotEqual(before, Inspect(name, "{{.State.Pid}}"));
        Engine.Call("exec", name, "true").Succeeded();
    }

    [Fact]
    public async Task Containers_EightAtOnce_AllRun()
    {
        CommandResult[] results = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => Task.Run(() => Run([], "echo", $"{i}"))));

        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"{i}"), results.Select(r => r.Succeeded().Text));
    }

    /// <summary>Fails the test unless the engine knows why the container died.</summary>
    /// <param name="name">The container.</param>
    protected abstract void AssertOutOfMemoryIsKnown(string name);

    /// <summary>Asks the engine about a container.</summary>
    /// <param name="name">The container.</param>
    /// <param name="format">What to ask.</param>
    protected string Inspect(string name, string format) => Engine.Call("inspect", "--format", format, name).Succeeded().Text;

    private static void AssertTerminalWorks(Terminal terminal)
    {
        terminal.WaitFor("20 61");
        terminal.WaitFor("ready");
        terminal.Resize(31, 97);
        terminal.WaitFor("31 97");
        terminal.Type("hello");
        terminal.WaitFor("got hello");
    }

    private CommandResult Run(IEnumerable<string> options, params IEnumerable<string> arguments) =>
        Engine.Call(["run", "--rm", "--network", "none", .. RunOptions, .. options, ContainerEngine.Image, .. arguments]);

    private string Detached(IEnumerable<string> options, params IEnumerable<string> arguments)
    {
        string name = TestRun.NewName();
        _names.Add(name);
        Engine.Call(["run", "--detach", "--name", name, "--network", "none", .. RunOptions, .. options, ContainerEngine.Image, .. arguments])
            .Succeeded();
        return name;
    }
}
