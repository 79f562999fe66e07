using System.Diagnostics;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Cgroups;

[HostLayout]
public class CgroupTests
{
    [Fact]
    public void Create_AbsolutePath_MakesItInEveryHierarchy()
    {
        using var scope = CgroupScope.Require();
        using Cgroup cgroup = scope.Create("parent/child");
        Assert.False(cgroup.Existed);
        foreach (CgroupHierarchy hierarchy in scope.Host.Hierarchies)
        {
            foreach (string name in hierarchy.Names)
            {
                Assert.Equal($"{hierarchy.MountPoint}{scope.Top}/parent/child", cgroup.Paths[name]);
                Assert.True(Directory.Exists(cgroup.Paths[name]));
            }
        }

        using Cgroup again = scope.Create("parent/child");
        Assert.True(again.Existed);
    }

    [Fact]
    public void Create_RelativePath_IsBelowTheCallersOwn()
    {
        using var scope = CgroupScope.RequireV1();
        string name = scope.Top[1..];
        using Cgroup cgroup = Cgroup.Create(scope.Host, name);
        try
        {
            foreach (CgroupHierarchy hierarchy in scope.Host.Hierarchies)
            {
                string own = hierarchy.OwnPath == "/" ? "" : hierarchy.OwnPath;
                Assert.Equal($"{hierarchy.MountPoint}{own}/{name}", cgroup.Paths[hierarchy.Names[0]]);
            }
        }
        finally
        {
            cgroup.Remove();
        }
    }

    [Fact]
    public void Create_FailsHalfway_LeavesNothingBehind()
    {
        using var scope = CgroupScope.Require();
        // Every cgroup has a file of this name: no directory can be made below it.
        var error = Assert.Throws<LinuxException>(() => Cgroup.Create(scope.Host, $"{scope.Top}/a/b/cgroup.procs/c"));
        Assert.Equal(Errno.ENOTDIR, error.Errno);
        foreach (CgroupHierarchy hierarchy in scope.Host.Hierarchies)
        {
            Assert.False(Directory.Exists(hierarchy.MountPoint + scope.Top));
        }
    }

    [Fact]
    public void Open_PathsOfCreate_IsTheSameCgroup()
    {
        using var scope = CgroupScope.Require();
        using Cgroup cgroup = scope.Create();
        Process process = scope.Start();
        cgroup.AddProcess(process.Id);
        using var reopened = Cgroup.Open(cgroup.Paths);
        Assert.Equal(
            cgroup.Paths.OrderBy(p => p.Key, StringComparer.Ordinal),
            reopened.Paths.OrderBy(p => p.Key, StringComparer.Ordinal));
        Assert.Equal([process.Id], reopened.Processes());
        Assert.True(reopened.Exists);
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("/sys/fs/cgroup/memory/../x")]
    [InlineData("/sys/fs/cgroup/memory/x/..")]
    [InlineData("/sys/fs/cgroup/memory/./x")]
    [InlineData("/sys/fs/cgroup//memory/x")]
    [InlineData("/sys/fs/cgroup/memory/x/")]
    [InlineData("")]
    public void Open_PathThatIsNotClean_Throws(string path) =>
        Assert.Throws<CgroupException>(() => Cgroup.Open(new Dictionary<string, string> { ["memory"] = path }));

    [Fact]
    public void Apply_OpenedPathOutsideCgroupfs_Throws()
    {
        using var directory = new TemporaryDirectory();
        using var cgroup = Cgroup.Open(new Dictionary<string, string> { ["pids"] = directory.Path });
        var error = Assert.Throws<CgroupException>(() => cgroup.Apply(new() { PidsLimit = 3 }));
        Assert.Contains(directory.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddProcess_Running_IsInEveryHierarchy()
    {
        using var scope = CgroupScope.Require();
        using Cgroup cgroup = scope.Create();
        Process process = scope.Start();
        cgroup.AddProcess(process.Id);
        string[] lines = File.ReadAllLines($"/proc/{process.Id}/cgroup");
        foreach (CgroupHierarchy hierarchy in scope.Host.Hierarchies)
        {
            string line = Assert.Single(lines, l => l.Split(':')[1].Split(',')[0] == hierarchy.Names[0]);
            Assert.EndsWith($":{scope.Top}/c", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void OpenJoinFiles_ZeroWrittenToEach_JoinsTheWriter()
    {
        using var scope = CgroupScope.RequireV1();
        using Cgroup cgroup = scope.Create();
        FileDescriptor[] files = cgroup.OpenJoinFiles();
        Assert.Equal(scope.Host.Hierarchies.Count(h => h.Version == CgroupVersion.V1), files.Length);
        string links =
            string.Join(' ', files.Select(f => File.ResolveLinkTarget($"/proc/self/fd/{f.Number}", false)!.FullName));
        Array.ForEach(files, f => f.Dispose());

        Process process =
            scope.Start("read line; for f in $line; do echo 0 > $f; done; cat /proc/self/cgroup; echo; sleep 1000");
        process.StandardInput.WriteLine(links);
        string? text;
        var membership = new List<string>();
        while (!string.IsNullOrEmpty(text = process.StandardOutput.ReadLine()))
        {
            membership.Add(text);
        }

        Assert.Equal(files.Length, membership.Count(l => l.EndsWith($":{scope.Top}/c", StringComparison.Ordinal)));
    }

    [Fact]
    public void Freeze_RunningProcess_StopsAndThawResumesIt()
    {
        using var scope = CgroupScope.Require();
        using Cgroup cgroup = scope.Create();
        Process process = scope.Start("while :; do :; done");
        cgroup.AddProcess(process.Id);
        Assert.False(cgroup.IsFrozen);
        cgroup.Freeze();
        Assert.True(cgroup.IsFrozen);
        TimeSpan before = CpuTime(process);
        Assert.False(process.WaitForExit(100));
        Assert.Equal(before, CpuTime(process));

        cgroup.Thaw();
        Assert.False(cgroup.IsFrozen);
        Assert.True(SpinWait.SpinUntil(() => CpuTime(process) > before, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Create_FrozenCgroupExists_Throws()
    {
        using var scope = CgroupScope.Require();
        using Cgroup cgroup = scope.Create();
        cgroup.Freeze();
        var error = Assert.Throws<CgroupException>(() => scope.Create());
        Assert.Contains("is frozen", error.Message, StringComparison.Ordinal);
        cgroup.Thaw();
    }

    [Fact]
    public void Kill_FrozenTreeThatForks_EndsEveryProcess()
    {
        using var scope = CgroupScope.Require();
        using Cgroup cgroup = scope.Create();
        Process forking = scope.Start("read x; while :; do sleep 1000 & sleep 0.01; done");
        cgroup.AddProcess(forking.Id);
        forking.StandardInput.WriteLine();
        using Cgroup nested = scope.Create("c/nested");
        Process inner = scope.Start();
        nested.AddProcess(inner.Id);
        Assert.True(SpinWait.SpinUntil(() => cgroup.Processes().Count > 4, TimeSpan.FromSeconds(20)));
        Assert.Contains(inner.Id, cgroup.Processes());
        Assert.DoesNotContain(inner.Id, cgroup.Processes(recursive: false));
        cgroup.Freeze();
        cgroup.Kill();
        Assert.True(forking.WaitForExit(10_000));
        Assert.True(inner.WaitForExit(10_000));
        cgroup.Remove(TimeSpan.FromSeconds(10));
        Assert.False(cgroup.Exists);
    }

    [Fact]
    public void Signal_PausedCgroup_StaysPaused()
    {
        using var scope = CgroupScope.Require();
        using Cgroup cgroup = scope.Create();
        Process process = scope.Start();
        cgroup.AddProcess(process.Id);
        cgroup.Freeze();
        cgroup.Signal(15);
        Assert.True(cgroup.IsFrozen);
        cgroup.Thaw();
        Assert.True(process.WaitForExit(10_000));
        Assert.Equal(128 + 15, process.ExitCode);
    }

    [Fact]
    public void Remove_NestedAndDeep_RemovesAll()
    {
        using var scope = CgroupScope.Require();
        using Cgroup cgroup = scope.Create();

        // Deeper than any path can name.
        string name = new('n', 200);
        foreach (string top in cgroup.Paths.Values.Distinct())
        {
            FileDescriptor current = FileSystem.Open(top, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
            for (int depth = 0; depth < 40; depth++)
            {
                using FileDescriptor parent = current;
                FileSystem.MakeDirectory("leaf", 0b111_101_101, parent);
                FileSystem.MakeDirectory(name, 0b111_101_101, parent);
                current = FileSystem.Open(name, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, at: parent);
            }

            current.Dispose();
        }

        cgroup.Remove();
        Assert.All(cgroup.Paths.Values, p => Assert.False(Directory.Exists(p)));
    }

    [Fact]
    public void Remove_ProcessInside_NamesIt()
    {
        using var scope = CgroupScope.Require();
        using Cgroup cgroup = scope.Create();
        Process process = scope.Start();
        cgroup.AddProcess(process.Id);
        var error = Assert.Throws<CgroupException>(() => cgroup.Remove(TimeSpan.FromMilliseconds(30)));
        Assert.Contains($"{process.Id}", error.Message, StringComparison.Ordinal);
        process.Kill();
        cgroup.Remove();
        cgroup.Remove();
    }

    [Fact]
    public void Remove_ProcessInOneHierarchyOnly_NamesIt()
    {
        using var scope = CgroupScope.RequireV1("pids");
        using Cgroup cgroup = scope.Create();
        Process process = scope.Start();
        File.WriteAllText(cgroup.Paths["pids"] + "/cgroup.procs", $"{process.Id}");
        var error = Assert.Throws<CgroupException>(() => cgroup.Remove(TimeSpan.FromMilliseconds(30)));
        Assert.Contains($"{cgroup.Paths["pids"]} still holds 1 process(es)", error.Message, StringComparison.Ordinal);
        process.Kill();
        cgroup.Remove();
    }

    [Fact]
    public void Kill_ProcessMissingFromTheUnifiedHierarchy_EndsItToo()
    {
        using var scope = CgroupScope.RequireV1("freezer");
        using Cgroup cgroup = scope.Create();
        Process process = scope.Start();
        cgroup.AddProcess(process.Id);
        if (scope.Host.Unified is { } unified)
        {
            File.WriteAllText(unified.MountPoint + "/cgroup.procs", $"{process.Id}");
        }

        cgroup.Freeze();
        cgroup.Kill();
        Assert.True(process.WaitForExit(10_000));
    }

    [Fact]
    public void ParseProcesses_OutsideThePidNamespace_IsLeftOut()
    {
        var processes = new List<int>();
        CgroupProcesses.Parse("0\n12\n-1\nx\n99999999999\n7\n", processes);
        Assert.Equal([12, 7], processes);
    }

    private static TimeSpan CpuTime(Process process)
    {
        string[] fields = File.ReadAllText($"/proc/{process.Id}/stat").Split(' ');
        return TimeSpan.FromMilliseconds(10 * (long.Parse(fields[13]) + long.Parse(fields[14])));
    }
}
