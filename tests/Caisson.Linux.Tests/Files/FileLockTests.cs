using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Files;

public sealed class FileLockTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TryTakeExclusive_SomebodyShares_FailsUntilThatIsClosed()
    {
        using FileDescriptor first = Open();
        using FileDescriptor second = Open();
        using FileDescriptor third = Open();
        FileLock.TakeShared(first, "lock");
        FileLock.TakeShared(second, "lock");
        Assert.False(FileLock.TryTakeExclusive(third, "lock"));

        first.Dispose();
        second.Dispose();

        Assert.True(FileLock.TryTakeExclusive(third, "lock"));
    }

    [Fact]
    public void Release_DescriptorThatHasACopy_GivesTheLockBack()
    {
        using FileDescriptor first = Open();
        using FileDescriptor copy = first.Duplicate();
        using FileDescriptor other = Open();
        FileLock.TakeExclusive(first, "lock");

        FileLock.Release(first);

        Assert.True(FileLock.TryTakeExclusive(other, "lock"));
    }

    [Fact]
    public void Replace_FileThatIsThere_HasTheNewContentsAlone()
    {
        using FileDescriptor directory = FileSystem.Open(_folder.Path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        DurableFiles.Replace("x", "first, and longer"u8, 0b110_000_000, directory);
        DurableFiles.Replace("x", "second"u8, 0b110_000_000, directory);

        Assert.Equal("second", File.ReadAllText(_folder.File("x")));
        Assert.Equal(["x"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void SetLength_LongerAndShorter_CutsAndGrows()
    {
        using FileDescriptor file = Open();
        file.WriteAll("abc"u8);

        DurableFiles.SetLength(file, "lock", 1);
        DurableFiles.SetLength(file, "lock", 2);

        Assert.Equal("a\0", File.ReadAllText(_folder.File("lock")));
    }

    private FileDescriptor Open() =>
        FileSystem.Open(_folder.File("lock"), OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0b110_000_000);
}
