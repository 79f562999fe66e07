using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Files;

public sealed class RootDirectoryTests : IDisposable
{
    private readonly string _outside = Directory.CreateTempSubdirectory("caisson-root-test").FullName;
    private readonly string _inside;
    private readonly RootDirectory _root;

    public RootDirectoryTests()
    {
        _inside = Path.Combine(_outside, "root");
        Directory.CreateDirectory(_inside);
        _root = RootDirectory.Open(_inside);
    }

    [Theory]
    [InlineData("/a/b/c")]
    [InlineData("a/b/c/")]
    [InlineData("../../a/b/c")]
    [InlineData("/a/./b//c")]
    public void MakeDirectories_MissingPath_IsMadeInside(string path)
    {
        using FileDescriptor made = _root.MakeDirectories(path);
        Assert.True(Directory.Exists(Path.Combine(_inside, "a/b/c")));
        Assert.False(Directory.Exists(Path.Combine(_outside, "a")));
    }

    [Theory]
    [InlineData("/etc-outside")]
    [InlineData("../..")]
    [InlineData("/../../..")]
    public void MakeDirectories_SymbolicLinkToOutside_StaysInside(string target)
    {
        File.CreateSymbolicLink(Path.Combine(_inside, "link"), target);
        using FileDescriptor made = _root.MakeDirectories("link/made-by-test");
        Assert.False(Directory.Exists("/made-by-test"));
        Assert.False(Directory.Exists(Path.Combine(_outside, "made-by-test")));
        Assert.StartsWith(_inside, FileSystem.TryReadLink(made.ProcPath), StringComparison.Ordinal);
    }

    [Fact]
    public void MakeDirectories_LinkToItself_IsELOOP()
    {
        File.CreateSymbolicLink(Path.Combine(_inside, "loop"), "loop");
        Assert.Equal(Errno.ELOOP, Assert.Throws<LinuxException>(() => _root.MakeDirectories("loop/x")).Errno);
    }

    [Fact]
    public void MakeFile_DanglingLinkInParent_IsResolvedInside()
    {
        File.CreateSymbolicLink(Path.Combine(_inside, "run"), "/var/run");
        using FileDescriptor made = _root.MakeFile("/run/x/file");
        Assert.True(File.Exists(Path.Combine(_inside, "var/run/x/file")));
    }

    [Fact]
    public void TryOpen_MagicLink_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(_inside, "proc"));
        File.CreateSymbolicLink(Path.Combine(_inside, "escape"), "/proc/self/root");
        Assert.Null(_root.TryOpen("escape/etc"));
        using RootDirectory host = RootDirectory.Open("/");
        Assert.Equal(Errno.ELOOP, Assert.Throws<LinuxException>(() => host.TryOpen("/proc/self/root/etc")).Errno);
    }

    [Fact]
    public void MakeFile_PathOfRootItself_IsEINVAL() =>
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => _root.MakeFile("/")).Errno);

    [Fact]
    public void RemoveTree_LinkInside_LeavesItsTarget()
    {
        string victim = Path.Combine(_outside, "victim");
        Directory.CreateDirectory(victim);
        File.WriteAllText(Path.Combine(victim, "file"), "");
        Directory.CreateDirectory(Path.Combine(_inside, "tree/deep"));
        File.CreateSymbolicLink(Path.Combine(_inside, "tree/deep/link"), victim);
        DirectoryListing.RemoveTree(Path.Combine(_inside, "tree"));
        Assert.False(Directory.Exists(Path.Combine(_inside, "tree")));
        Assert.True(File.Exists(Path.Combine(victim, "file")));
    }

    public void Dispose()
    {
        _root.Dispose();
        Directory.Delete(_outside, recursive: true);
    }
}
