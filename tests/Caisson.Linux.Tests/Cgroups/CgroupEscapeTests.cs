using System.Diagnostics;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Native;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Cgroups;

/// <summary>Ways out of a hierarchy that a path or the tree itself could offer.</summary>
[HostLayout]
public class CgroupEscapeTests
{
    [Theory]
    [InlineData("/../../../../{0}")]
    [InlineData("/x/../../{0}")]
    [InlineData("/./{0}/.")]
    public void Create_PathWithDots_StaysInEveryHierarchy(string pattern)
    {
        using var scope = CgroupScope.Require();
        using Cgroup cgroup =
            Cgroup.Create(scope.Host, pattern.Replace("{0}", scope.Top[1..], StringComparison.Ordinal));
        foreach (CgroupHierarchy hierarchy in scope.Host.Hierarchies)
        {
            Assert.Equal(hierarchy.MountPoint + scope.Top, cgroup.Paths[hierarchy.Names[0]]);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("..")]
    [InlineData("/a/..")]
    public void Create_Root_IsRefused(string path)
    {
        using var scope = CgroupScope.Require();
        Assert.Throws<CgroupException>(() => Cgroup.Create(scope.Host, path));
    }

    [Fact]
    public void Create_MountOverAParent_IsRefused()
    {
        using var scope = CgroupScope.Require();
        using Cgroup parent = scope.Create("p");
        using var elsewhere = new TemporaryDirectory();
        DedicatedThread.Run(() =>
        {
            const int CLONE_FS = 0x200;
            const int CLONE_NEWNS = 0x20000;
            LinuxException.Check(LibC.unshare(CLONE_FS | CLONE_NEWNS), "unshare");
            Run("mount", "--make-rprivate", "/");
            Run("mount", "--bind", elsewhere.Path, CgroupScope.PathOf(parent, "pids"));
            var error = Assert.Throws<LinuxException>(() => scope.Create("p/c"));
            Assert.Equal(Errno.EXDEV, error.Errno);
            Assert.Null(Cgroup.Find(scope.Host, $"{scope.Top}/p/c"));
        });
        Assert.Empty(Directory.GetFileSystemEntries(elsewhere.Path));
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
