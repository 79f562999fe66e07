using System.Diagnostics;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Tests.Support;

namespace Caisson.Linux.Tests.Cgroups;

/// <summary>Cgroups that are found rather than made, and those below a container's.</summary>
[HostLayout]
public class CgroupPlacesTests
{
    [Fact]
    public void Find_NothingThere_MakesNothing()
    {
        using var scope = CgroupScope.Require();
        Assert.Null(Cgroup.Find(scope.Host, scope.Top));
        foreach (CgroupHierarchy hierarchy in scope.Host.Hierarchies)
        {
            Assert.False(Directory.Exists(hierarchy.MountPoint + scope.Top));
        }
    }

    [Fact]
    public void Find_HalfMadeCgroup_TakesWhatThereIs()
    {
        using var scope = CgroupScope.Require();
        using (Cgroup made = scope.Create())
        {
            foreach (string path in made.Paths.Values.Distinct().Skip(1))
            {
                Directory.Delete(path);
            }
        }

        using Cgroup? found = Cgroup.Find(scope.Host, $"{scope.Top}/c");
        Assert.Single(found!.Paths.Values.Distinct());
        found.Kill();
        found.Remove();
        Assert.Null(Cgroup.Find(scope.Host, $"{scope.Top}/c"));
    }

    [Fact]
    public void OpenBelow_Path_StaysBelow()
    {
        using var scope = CgroupScope.Require();
        using Cgroup cgroup = scope.Create();
        using Cgroup below = cgroup.OpenBelow("../../x/y");
        Assert.All(cgroup.Paths, p => Assert.Equal(p.Value + "/x/y", below.Paths[p.Key]));
        Assert.Throws<CgroupException>(() => cgroup.OpenBelow(".."));
        Assert.Throws<CgroupException>(() => cgroup.OpenBelow("x", ["nonsense"]));
        string one = cgroup.Paths.Keys.First();
        using Cgroup partly = cgroup.OpenBelow("x", [one]);
        Assert.All(cgroup.Paths, p => Assert.Equal(p.Key == one ? p.Value + "/x" : p.Value, partly.Paths[p.Key]));
    }

    [Fact]
    public void OpenDirectory_ControllersHandedDown_IsWhereTheMemberIs()
    {
        using var scope = CgroupScope.RequireV2("pids");
        using Cgroup cgroup = scope.Create();
        using Cgroup below = scope.Create("c/init.scope");
        using Cgroup elsewhere = scope.Create("cc");
        Process process = scope.Start();
        Assert.Equal(cgroup.Paths[""], PathOf(cgroup.OpenDirectory(process.Id)));
        below.AddProcess(process.Id);
        Assert.Equal(below.Paths[""], PathOf(cgroup.OpenDirectory(process.Id)));
        elsewhere.AddProcess(process.Id);
        Assert.Equal(cgroup.Paths[""], PathOf(cgroup.OpenDirectory(process.Id)));
        Assert.Equal(cgroup.Paths[""], PathOf(cgroup.OpenDirectory(int.MaxValue)));
    }

    [Fact]
    public void DelegateTo_User_OwnsTheDirectoryAndWhatIsSafe()
    {
        using var scope = CgroupScope.RequireV2();
        using Cgroup cgroup = scope.Create();
        cgroup.DelegateTo(12345);
        Process stat = scope.Start(
            $"cd {cgroup.Paths[""]} && stat -c %u . cgroup.procs cgroup.subtree_control cgroup.freeze pids.max");
        Assert.Equal("12345\n12345\n12345\n0\n0\n", stat.StandardOutput.ReadToEnd());
    }

    [Fact]
    public void Descriptors_AfterDispose_AreClosed()
    {
        using var scope = CgroupScope.Require();
        using Cgroup cgroup = scope.Create();
        cgroup.Apply(new() { PidsLimit = 4 });
        cgroup.ReadStats();
        Array.ForEach(cgroup.OpenJoinFiles(), f => f.Dispose());
        cgroup.OpenDirectory()?.Dispose();
        cgroup.Dispose();
        Assert.DoesNotContain(
            Directory.GetFileSystemEntries("/proc/self/fd").Select(f => new FileInfo(f).LinkTarget),
            t => t?.Contains(scope.Top, StringComparison.Ordinal) == true);
    }

    private static string PathOf(FileDescriptor? directory)
    {
        using (directory)
        {
            return new FileInfo($"/proc/self/fd/{directory!.Number}").LinkTarget!;
        }
    }
}
