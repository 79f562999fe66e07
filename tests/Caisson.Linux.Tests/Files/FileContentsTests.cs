using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Files;

public sealed class FileContentsTests : IDisposable
{
    private const OpenFlags Create = OpenFlags.O_RDWR | OpenFlags.O_CREAT;

    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void WriteAllAt_BehindTheEnd_LeavesAHole()
    {
        using FileDescriptor file = FileSystem.Open(_temporary.File("f"), Create, 0b110_000_000);
        file.WriteAll("start"u8);
        FileContents.WriteAllAt(file, "x"u8, 1 << 20);
        file.WriteAll("ed"u8);
        byte[] contents = File.ReadAllBytes(_temporary.File("f"));
        Assert.Equal((1 << 20) + 1, contents.Length);
        Assert.Equal("started"u8.ToArray(), contents[..7]);
        Assert.Equal((byte)'x', contents[^1]);
    }

    [Fact]
    public void Copy_FromWhereTheFileStands_IsTheRest()
    {
        File.WriteAllText(_temporary.File("a"), "0123456789");
        using FileDescriptor source = FileSystem.Open(_temporary.File("a"), OpenFlags.O_RDONLY);
        using FileDescriptor destination = FileSystem.Open(_temporary.File("b"), Create, 0b110_000_000);
        source.Read(new byte[3]);
        Assert.Equal(7, FileContents.Copy(source, destination));
        Assert.Equal("3456789", File.ReadAllText(_temporary.File("b")));
    }

    [Fact]
    public void TryPunchHole_MiddleOfAFile_ReadsAsZeros()
    {
        using MemFd file = MemFd.Create("holes");
        byte[] contents = new byte[3 * 4096];
        Array.Fill(contents, (byte)'x');
        file.WriteAll(contents);

        Assert.True(FileContents.TryPunchHole(file, 4096, 4096));

        Array.Clear(contents, 4096, 4096);
        Assert.Equal(contents, File.ReadAllBytes(file.ProcPath));
    }

    [Fact]
    public void TryZeroRange_FileSystemThatCannot_SaysSo()
    {
        using MemFd file = MemFd.Create("zeros");
        file.SetLength(4096);

        Assert.False(FileContents.TryZeroRange(file, 0, 4096));
    }
}
