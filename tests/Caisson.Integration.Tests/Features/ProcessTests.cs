using System.Globalization;

namespace Caisson.Integration.Tests.Features;

/// <summary>process: who the program is, where and with what limits it runs.</summary>
public sealed class ProcessTests : IntegrationTest
{
    [Fact]
    public void User_Ids_AreSet()
    {
        CommandResult result = RunScript("id -u; id -g; id -G; umask; stat -c '%u %g' /proc/self/", c =>
            c.Process()["user"] = ConfigEdits.Parse("""{"uid":1000,"gid":1001,"additionalGids":[5,6],"umask":23}"""));

        Assert.Equal(["1000", "1001", "1001 5 6", "0027", "1000 1001"], result.Succeeded().Lines);
    }

    [Fact]
    public void User_GroupsOfTheRuntime_AreDropped() =>
        Assert.Equal("Groups:", RunScript("grep ^Groups: /proc/self/status").Succeeded().Text.Trim());

    [Fact]
    public void User_StandardStreams_CanBeReopened() =>
        RunScript("echo x > /proc/self/fd/2", c => c.Process()["user"] = ConfigEdits.Parse("""{"uid":1000,"gid":1000}""")).Succeeded();

    [Fact]
    public void Env_AndCwd_AreSet()
    {
        CommandResult result = RunScript("pwd; env | sort", c =>
        {
            c.Process()["cwd"] = "/usr";
            c.Process()["env"] = ConfigEdits.Strings("PATH=/bin", "A=1", "B=two words", "HOME=/x");
        });

        Assert.Equal(
            ["/usr", "A=1", "B=two words", "HOME=/x", "PATH=/bin", "PWD=/usr"],
            result.Succeeded().Lines.Where(l => !l.StartsWith("SHLVL", StringComparison.Ordinal)));
    }

    [Fact]
    public void Env_Home_ComesFromThePasswdFile() =>
        Assert.Equal("/root", RunScript("echo $HOME", c => c.Process()["env"] = ConfigEdits.Strings("PATH=/bin")).Succeeded().Text);

    [Fact]
    public void Signals_IgnoredByTheCaller_AreNotIgnoredInside()
    {
        Container container = New(new Bundle().WithArgs("grep", "^SigIgn", "/proc/self/status"));
        container.Bundle.Save();

        CommandResult result = Command.Run(
            "sh", "-c", "trap '' HUP INT QUIT USR1; exec \"$@\"", "sh",
            container.Runtime.Path, "--root", container.StateRoot, "run", "--bundle", container.Bundle.Folder, container.Id);

        Assert.SkipWhen(OciRuntime.SubjectIsReference, "the reference passes on what its caller ignores");
        Assert.Equal("SigIgn:\t0000000000000000", result.Succeeded().Text);
    }

    [Fact]
    public void Cwd_Missing_IsMade() => Assert.Equal("/new/cwd", RunScript("pwd", c => c.Process()["cwd"] = "/new/cwd").Succeeded().Text);

    [Fact]
    public void Args_ProgramWithoutSlash_IsFoundInTheContainersPath()
    {
        Container container = New(new Bundle().WithArgs("mine", "arg"));
        container.Bundle.AddScript("/opt/mine", "#!/bin/sh\necho mine $1\n");
        container.Bundle.With(c => c.Process()["env"] = ConfigEdits.Strings("PATH=/nowhere:/opt:/bin"));

        Assert.Equal("mine arg", container.Run().Succeeded().Text);
    }

    [Fact]
    public void Args_RelativeProgram_IsRelativeToCwd()
    {
        Container container = New(new Bundle().WithArgs("./mine"));
        container.Bundle.AddScript("/opt/mine", "#!/bin/sh\necho $0\n");
        container.Bundle.With(c => c.Process()["cwd"] = "/opt");

        Assert.Equal("./mine", container.Run().Succeeded().Text);
    }

    [Fact]
    public void Hostname_AndDomainname_AreSet()
    {
        Assert.Equal("box", RunScript("hostname").Succeeded().Text);
        Assert.SkipWhen(OciRuntime.SubjectIsReference, "the reference does not know domainname");
        Assert.Equal("dom", RunScript("cat /proc/sys/kernel/domainname", c => c["domainname"] = "dom").Succeeded().Text);
    }

    [Fact]
    public void Rlimits_SoftAndHard_AreSet()
    {
        CommandResult result = RunScript("ulimit -S -n; ulimit -H -n; ulimit -c; ulimit -s; grep -E 'pending signals' /proc/self/limits", c =>
            c.Process()["rlimits"] = ConfigEdits.Parse("""
                [
                  { "type": "RLIMIT_NOFILE", "soft": 123, "hard": 456 },
                  { "type": "RLIMIT_CORE", "soft": 0, "hard": 0 },
                  { "type": "RLIMIT_STACK", "soft": 4194304, "hard": 4194304 },
                  { "type": "RLIMIT_SIGPENDING", "soft": 77, "hard": 88 }
                ]
                """));

        string[] lines = result.Succeeded().Lines;
        Assert.Equal(["123", "456", "0", "4096"], lines[..4]);
        Assert.Matches(@"77\s+88", lines[4]);
    }

    [Fact]
    public void NoNewPrivileges_TrueOrFalse_IsSetOrNot()
    {
        const string Show = "grep ^NoNewPrivs /proc/self/status";

        Assert.Equal("NoNewPrivs:\t1", RunScript(Show).Succeeded().Text);
        Assert.Equal("NoNewPrivs:\t0", RunScript(Show, c => c.Process()["noNewPrivileges"] = false).Succeeded().Text);
    }

    [Fact]
    public void OomScoreAdj_Given_IsSet() =>
        Assert.Equal("500", RunScript("cat /proc/self/oom_score_adj", c => c.Process()["oomScoreAdj"] = 500).Succeeded().Text);

    [Fact]
    public void Personality_Linux32_IsSet()
    {
        CommandResult result = RunScript("uname -m", c => c.Linux()["personality"] = ConfigEdits.Parse("""{"domain":"LINUX32"}"""));

        Assert.SkipWhen(OciRuntime.SubjectIsReference, "the reference does not know personality");
        Assert.Equal("i686", result.Succeeded().Text);
    }

    [Fact]
    public void IoPriority_ClassAndLevel_AreSet()
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference, "the reference does not know ioPriority");
        CommandResult result = RunScript("ionice", c =>
            c.Process()["ioPriority"] = ConfigEdits.Parse("""{"class":"IOPRIO_CLASS_BE","priority":6}"""));

        Assert.Equal("best-effort: prio 6", result.Succeeded().Text);
    }

    [Theory]
    [InlineData("""{"mode":"MPOL_BIND","nodes":"0"}""", "bind:0")]
    [InlineData("""{"mode":"MPOL_PREFERRED","nodes":"0","flags":["MPOL_F_STATIC_NODES"]}""", "prefer=static:0")]
    [InlineData("""{"mode":"MPOL_LOCAL"}""", "local")]
    public void MemoryPolicy_ModeAndNodes_HoldForRunAndExec(string policy, string shown)
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference, "the reference does not know memoryPolicy");
        Assert.SkipUnless(File.Exists("/proc/self/numa_maps"), "the kernel has no memory policies");
        const string Show = "awk 'NR==1{print $2}' /proc/self/numa_maps";
        Container container = New(new Bundle().WithLongLife().With(c => c.Linux()["memoryPolicy"] = ConfigEdits.Parse(policy)));
        container.CreateAndStart();

        Assert.Equal(shown, RunScript(Show, c => c.Linux()["memoryPolicy"] = ConfigEdits.Parse(policy)).Succeeded().Text);
        Assert.Equal(shown, container.ExecScript(Show).Succeeded().Text);
    }

    [Fact]
    public void Scheduler_PolicyAndNice_AreSet()
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference, "the reference does not know scheduler");

        // proc_pid_stat(5): field 19 is the nice value, field 41 the policy; SCHED_BATCH is 3.
        CommandResult result = RunScript("awk '{print $19, $41}' /proc/self/stat", c =>
            c.Process()["scheduler"] = ConfigEdits.Parse("""{"policy":"SCHED_BATCH","nice":5}"""));

        Assert.Equal("5 3", result.Succeeded().Text);
    }

    [Fact]
    public void ExecCpuAffinity_Final_HoldsForExecAlone()
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference, "the reference does not know execCPUAffinity");
        Assert.SkipWhen(Environment.ProcessorCount < 2, "one CPU cannot tell");
        const string Show = "grep ^Cpus_allowed_list: /proc/self/status";
        Container container = New(new Bundle().WithLongLife());
        container.Bundle.With(c => c.Process()["execCPUAffinity"] = ConfigEdits.Parse("""{"initial":"0","final":"1"}"""));
        container.CreateAndStart();

        Assert.Equal("Cpus_allowed_list:\t1", container.ExecScript(Show).Succeeded().Text);
        Assert.NotEqual(
            "Cpus_allowed_list:\t1",
            File.ReadAllLines(container.Proc("status")).Single(l => l.StartsWith("Cpus_allowed_list", StringComparison.Ordinal)));
    }

    [Fact]
    public void Annotations_Given_AreShownByState()
    {
        Container container = New(new Bundle().WithLongLife());
        container.Bundle.With(c => c["annotations"] = ConfigEdits.Parse("""{"a":"1","b.c/d":"ü"}"""));
        container.Create().Succeeded();

        Assert.Equal("ü", (string?)container.State["annotations"]!["b.c/d"]);
    }

    [Fact]
    public void Init_Signals_AreAtTheirDefaults()
    {
        string[] lines = RunScript("grep -E '^Sig(Blk|Ign):' /proc/self/status").Succeeded().Lines;

        // A shell ignores nothing; what is blocked or ignored here, the runtime has left so.
        Assert.All(lines, l => Assert.Equal(0UL, ulong.Parse(l.Split('\t')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) & ~(1UL << 2)));
    }
}
