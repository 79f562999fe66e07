using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Files;

public sealed class TreeRemovalTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();
    private readonly FileDescriptor _directory;

    public TreeRemovalTests() => _directory = FileSystem.Open(_temporary.Path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);

    public void Dispose()
    {
        _directory.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public void Remove_TreeDeeperThanAnyPath_IsGone()
    {
        // 5,000 levels: a recursion would run out of stack, one descriptor a level out of descriptors.
        FileDescriptor current = _directory.Duplicate();
        for (int i = 0; i < 5_000; i++)
        {
            Assert.Equal(Errno.None, DirectoryCalls.MakeDirectory(current, "d"u8, 0b111_101_101));
            DirectoryCalls.MakeNode(current, "f"u8, StatMode.S_IFREG | 0b110_000_000, (0, 0));
            Assert.Equal(
                Errno.None, DirectoryCalls.Open(current, "d"u8, OpenFlags.O_PATH, ResolveFlags.None, 0, out FileDescriptor? child));
            current.Dispose();
            current = child!;
        }

        current.Dispose();
        TreeRemoval.Remove(_directory, "d"u8, "d");
        File.Delete(_temporary.File("f"));
        Assert.Empty(Directory.GetFileSystemEntries(_temporary.Path));
    }

    [Fact]
    public void Remove_NamesThatAreNoUtf8AndTakenNames_IsGone()
    {
        Directory.CreateDirectory(_temporary.File("d/.removing-0/x"));
        using (FileDescriptor directory = FileSystem.Open(_temporary.File("d"), OpenFlags.O_PATH))
        {
            DirectoryCalls.MakeNode(directory, [0xff], StatMode.S_IFREG | 0b110_000_000, (0, 0));
        }

        Directory.CreateDirectory(_temporary.File("d/" + string.Join('/', Enumerable.Repeat("e", 100))));
        TreeRemoval.Remove(_directory, "d"u8, "d");
        Assert.Empty(Directory.GetFileSystemEntries(_temporary.Path));
    }

    [Fact]
    public void Remove_Link_LeavesItsTarget()
    {
        Directory.CreateDirectory(_temporary.File("target/inside"));
        File.CreateSymbolicLink(_temporary.File("link"), "target");
        TreeRemoval.Remove(_directory, "link"u8, "link");
        Assert.True(Directory.Exists(_temporary.File("target/inside")));
        Assert.False(File.Exists(_temporary.File("link")));
    }

    [Fact]
    public void Remove_Nothing_IsNoError() => TreeRemoval.Remove(_directory, "none"u8, "none");
}
