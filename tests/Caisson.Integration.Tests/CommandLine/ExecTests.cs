using System.Globalization;

namespace Caisson.Integration.Tests.CommandLine;

/// <summary>exec: where, as whom and with what a second program runs in a container.</summary>
public sealed class ExecTests : IntegrationTest
{
    public static TheoryData<string> Runtimes => OciRuntime.Both;

    [Theory, MemberData(nameof(Runtimes))]
    public void Exec_OutputAndExitCode_ArePassedOn(string runtime)
    {
        CommandResult result = Running(runtime).ExecScript("echo out; echo err >&2; exit 7").Exited(7);

        Assert.Equal("out\n", result.Output);
        Assert.Equal("err\n", result.Error);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Exec_KilledBySignal_ExitsWith128AndSignal(string runtime) =>
        Running(runtime).ExecScript("kill -9 $$").Exited(137);

    [Theory, MemberData(nameof(Runtimes))]
    public void Exec_StandardInput_ReachesTheProgram(string runtime)
    {
        Container container = Running(runtime);
        container.Surroundings = new CommandOptions { Input = "hello" };

        Assert.Equal("hello", container.Exec("cat").Succeeded().Output);
    }

    [Theory, MemberData(nameof(Runtimes)), HostLayout]
    public void Exec_Namespaces_AreTheContainers(string runtime)
    {
        Container container = Running(runtime);
        const string Script = "for n in cgroup ipc mnt net pid uts user; do readlink /proc/$0/ns/$n; done";

        string[] ofInit = container.Exec("sh", "-c", Script, "1").Succeeded().Lines;
        string[] ofExec = container.Exec("sh", "-c", Script, "self").Succeeded().Lines;

        Assert.Equal(ofInit, ofExec);
        Assert.Equal(7, ofExec.Length);
    }

    [Theory, MemberData(nameof(Runtimes)), HostLayout]
    public void Exec_Cgroups_AreTheContainers(string runtime)
    {
        Container container = Running(runtime);
        using Command exec = container.Begin("exec", container.Id, "sh", "-c", "echo $$; exec sleep 1000");
        Wait.Until(() => exec.Output.Length > 0, "the program has started");
        int pid = container.Call("ps", "-f", "json", container.Id).Json.AsArray().Max(p => (int)p!);

        Assert.Equal(File.ReadAllText(container.Proc("cgroup")), File.ReadAllText($"/proc/{pid}/cgroup"));
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Exec_CwdAndEnv_Apply(string runtime)
    {
        CommandResult result = Running(runtime)
            .Exec("--cwd=/tmp", "--env=A=one", "--env=B=two words", "sh", "-c", "pwd; echo $A; echo $B").Succeeded();

        Assert.Equal(["/tmp", "one", "two words"], result.Lines);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Exec_EnvironmentOfTheContainer_IsKept(string runtime)
    {
        Container container = Running(runtime, b => b.With(c => c.Process()["env"] = ConfigEdits.Strings("PATH=/bin", "KEPT=1")));

        Assert.Equal("1", container.ExecScript("echo $KEPT").Succeeded().Text);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Exec_HomeUnset_ComesFromTheUser(string runtime)
    {
        Container container = Running(runtime, b => b.With(c => c.Process()["env"] = ConfigEdits.Strings("PATH=/bin")));

        Assert.Equal("/root", container.ExecScript("echo $HOME").Succeeded().Text);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Exec_UserAndGroups_Apply(string runtime)
    {
        CommandResult result = Running(runtime)
            .Exec("--user=1000:1001", "--additional-gids=5", "--additional-gids=6", "sh", "-c", "id -u; id -g; id -G").Succeeded();

        Assert.Equal(["1000", "1001", "1001 5 6"], result.Lines);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Exec_Capability_IsAddedToTheContainersOwn(string runtime)
    {
        const string Show = "grep ^CapEff: /proc/self/status";
        Container container = Running(runtime, b => b.With(c => c.SetCapabilities("CAP_KILL")));

        Assert.Equal("CapEff:\t0000000000000020", container.ExecScript(Show).Succeeded().Text);
        Assert.Equal("CapEff:\t0000000000001020", container.Exec("--cap=CAP_NET_ADMIN", "sh", "-c", Show).Succeeded().Text);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Exec_NoNewPrivs_Applies(string runtime)
    {
        Container container = Running(runtime, b => b.With(c => c.Process()["noNewPrivileges"] = false));

        Assert.Equal("NoNewPrivs:\t0", container.Exec("grep", "^NoNewPrivs:", "/proc/self/status").Succeeded().Text);
        Assert.Equal(
            "NoNewPrivs:\t1",
            container.Exec("--no-new-privs", "grep", "^NoNewPrivs:", "/proc/self/status").Succeeded().Text);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Exec_ProcessFile_SetsEverything(string runtime)
    {
        Container container = Running(runtime);
        string file = Path.Combine(Folder, "process.json");
        File.WriteAllText(file, """
            {
              "args": ["sh", "-c", "pwd; id -u; id -g; echo $X; grep ^NoNewPrivs /proc/self/status; ulimit -n"],
              "cwd": "/tmp", "env": ["X=y", "PATH=/bin"], "user": { "uid": 5, "gid": 6 }, "noNewPrivileges": true,
              "rlimits": [{ "type": "RLIMIT_NOFILE", "soft": 99, "hard": 99 }]
            }
            """);

        CommandResult result = container.Call("exec", "--process", file, container.Id).Succeeded();

        Assert.Equal(["/tmp", "5", "6", "y", "NoNewPrivs:\t1", "99"], result.Lines);
    }

    [Theory, MemberData(nameof(Runtimes)), HostLayout]
    public void Exec_Detached_ReturnsAndNamesThePid(string runtime)
    {
        Container container = Running(runtime);
        string file = Path.Combine(Folder, "pid");

        container.Exec("--detach", $"--pid-file={file}", "sleep", "777").Succeeded();

        int pid = int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
        Wait.Until(() => HostProcesses.CommandLine(pid) == "sleep 777", "the program runs");
    }

    [Theory, MemberData(nameof(Runtimes)), HostLayout]
    public void Exec_SubCgroup_IsJoined(string runtime)
    {
        Container container = Running(runtime);
        using var cgroup = new ChildCgroup(container.Pid, "pids", "child");

        CommandResult result = container.Exec($"--cgroup={cgroup.OptionPrefix}child", "cat", "/proc/self/cgroup").Succeeded();

        Assert.Contains(result.Lines, l => l.EndsWith("/child", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Runtimes)), HostLayout]
    public void Exec_PausedContainer_FailsUnlessToldToIgnoreIt(string runtime)
    {
        Container container = Running(runtime);
        container.Call("pause", container.Id).Succeeded();

        container.Exec("true").Exited(255);
        string processes = Path.Combine(CgroupFiles.Folder(container.Pid, "freezer"), "cgroup.procs");
        int before = File.ReadAllLines(processes).Length;
        using Command ignoring = container.Begin("exec", "--ignore-paused", container.Id, "true");
        Wait.Until(() => File.ReadAllLines(processes).Length > before, "the process is in the container, and stands still");
        container.Call("resume", container.Id).Succeeded();

        ignoring.Wait().Succeeded();
    }

    [Theory, MemberData(nameof(Runtimes)), HostLayout]
    public void Exec_CreatedContainer_RunsBeforeItsProgram(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.Create().Succeeded();

        Assert.Equal("box", container.Exec("hostname").Succeeded().Text);
    }

    private Container Running(string runtime, Action<Bundle>? edit = null)
    {
        Bundle bundle = new Bundle().WithLongLife();
        edit?.Invoke(bundle);
        Container container = New(bundle, OciRuntime.Named(runtime));
        container.CreateAndStart();
        return container;
    }
}
