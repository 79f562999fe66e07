using Caisson.Linux.Credentials;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Files;

public sealed class DirectoryCallsTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();
    private readonly FileDescriptor _directory;

    public DirectoryCallsTests() => _directory = FileSystem.Open(_temporary.Path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);

    public void Dispose()
    {
        _directory.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public void Calls_NameThatIsNoUtf8_IsTakenAsItIs()
    {
        ReadOnlySpan<byte> name = [0xff, 0xfe];
        Assert.Equal(Errno.None, DirectoryCalls.MakeDirectory(_directory, name, 0b111_000_000));
        Assert.Equal(Errno.EEXIST, DirectoryCalls.MakeDirectory(_directory, name, 0b111_000_000));
        using FileDescriptor listed = FileSystem.Open(_temporary.Path, OpenFlags.O_RDONLY);
        Assert.Equal([[0xff, 0xfe]], DirectoryListing.RawNames(listed, "test"));
        Assert.Equal(Errno.None, DirectoryCalls.Remove(_directory, name, isDirectory: true));
    }

    [Fact]
    public void Calls_NameWithNul_IsRefused()
    {
        Assert.Equal(Errno.EINVAL, DirectoryCalls.MakeDirectory(_directory, "a\0b"u8, 0));
        Assert.Equal(Errno.EINVAL, DirectoryCalls.MakeSymbolicLink(_directory, "a"u8, "b\0c"u8));
        Assert.Equal(Errno.EINVAL, DirectoryCalls.Open(_directory, "a\0b"u8, OpenFlags.O_RDONLY, ResolveFlags.None, 0, out _));
        Assert.Equal(Errno.EINVAL, DirectoryCalls.Status(_directory, "\0"u8, out _));
    }

    [Fact]
    public void Calls_PathOfMoreThanPathMax_IsRefused()
    {
        byte[] path = new byte[DirectoryCalls.PathMaxBytes];
        path.AsSpan().Fill((byte)'x');
        Assert.Equal(Errno.ENAMETOOLONG, DirectoryCalls.MakeDirectory(_directory, path, 0));
        Assert.Equal(Errno.ENAMETOOLONG, DirectoryCalls.Remove(_directory, path));
    }

    [Fact]
    public void Calls_SymbolicLink_IsNeitherFollowedNorChangedThrough()
    {
        File.WriteAllText(_temporary.File("target"), "x");
        FileStatus before = FileSystem.TryStatus(_temporary.File("target"))!.Value;
        Assert.Equal(Errno.None, DirectoryCalls.MakeSymbolicLink(_directory, "link"u8, "target"u8));
        Assert.Equal("target"u8.ToArray(), DirectoryCalls.TryReadLink(_directory, "link"u8));
        Assert.Null(DirectoryCalls.TryReadLink(_directory, "target"u8));
        Assert.Equal(Errno.None, DirectoryCalls.ChangeTimes(_directory, "link"u8, new FileTime(5, 6)));
        Assert.Equal(Errno.None, DirectoryCalls.Status(_directory, "link"u8, out FileStatus link));
        Assert.True(link.IsSymbolicLink);
        Assert.Equal(new FileTime(5, 6), link.ModifiedAt);
        Assert.Equal(Errno.None, DirectoryCalls.MakeHardLink(_directory, "link"u8, _directory, "other"u8));
        Assert.Equal(Errno.None, DirectoryCalls.Status(_directory, "other"u8, out FileStatus other));
        Assert.Equal((link.Inode, 2u), (other.Inode, other.LinkCount));
        Assert.Equal(before, FileSystem.TryStatus(_temporary.File("target"))!.Value);
    }

    [Fact]
    public void Open_WithNoSymlinks_RefusesLinkInTheMiddle()
    {
        Assert.Equal(Errno.None, DirectoryCalls.MakeSymbolicLink(_directory, "link"u8, ".."u8));
        Assert.Equal(
            Errno.ELOOP,
            DirectoryCalls.Open(
                _directory, "link/x"u8, OpenFlags.O_PATH, ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS, 0, out FileDescriptor? file));
        Assert.Null(file);
    }

    [Fact]
    public void MakeNode_Whiteout_NeedsNoPrivilege()
    {
        FileSystem.ChangeMode(_temporary.Path, 0b111_111_111);
        Errno result = Errno.None;
        DedicatedThread.Run(() =>
        {
            if (Environment.IsPrivilegedProcess)
            {
                ThreadIdentity.SetUser(65534);
            }

            result = DirectoryCalls.MakeNode(_directory, "gone"u8, StatMode.S_IFCHR, (0, 0));
        });
        Assert.Equal(Errno.None, result);
        Assert.True(FileSystem.TryStatus(_temporary.File("gone"))!.Value.IsWhiteout);
    }

    [Fact]
    public void RenameWithoutReplacing_NameThatIsTaken_IsEEXIST()
    {
        File.WriteAllText(_temporary.File("a"), "a");
        File.WriteAllText(_temporary.File("b"), "b");
        Assert.Equal(Errno.EEXIST, DirectoryCalls.RenameWithoutReplacing(_directory, "a"u8, _directory, "b"u8));
        Assert.Equal(Errno.None, DirectoryCalls.RenameWithoutReplacing(_directory, "a"u8, _directory, "c"u8));
        Assert.Equal("a", File.ReadAllText(_temporary.File("c")));
    }

    [Fact]
    public void ChangeModeAndTimes_OfDescriptor_AreSeen()
    {
        using FileDescriptor file = FileSystem.Open(_temporary.File("f"), OpenFlags.O_WRONLY | OpenFlags.O_CREAT, 0b110_000_000);
        Assert.Equal(Errno.None, DirectoryCalls.ChangeMode(file, 0b100_000_100));
        Assert.Equal(Errno.None, DirectoryCalls.ChangeTimes(file, new FileTime(-1, 999_999_999)));
        FileStatus status = FileSystem.Status(file, "f");
        Assert.Equal((0b100_000_100u, new FileTime(-1, 999_999_999)), (status.Permissions, status.ModifiedAt));
    }
}
