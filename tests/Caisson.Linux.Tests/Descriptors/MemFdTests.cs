using System.Runtime.Versioning;
using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;
using Microsoft.Win32.SafeHandles;

namespace Caisson.Linux.Tests.Descriptors;

[SupportedOSPlatform("linux")]
public class MemFdTests
{
    [Fact]
    public void Seal_ReadOnly_RefusesEveryChange()
    {
        using MemFd file = MemFd.CreateExecutable("test");
        file.WriteAll("content"u8);
        file.Seal(MemFd.ReadOnlySeals);
        Assert.Equal(MemFd.ReadOnlySeals, MemFd.GetSeals(file));
        Assert.Equal(Errno.EPERM, Assert.Throws<LinuxException>(() => file.Write("x"u8)).Errno);
        Assert.Equal(Errno.EPERM, Assert.Throws<LinuxException>(() => file.SetLength(1)).Errno);
        Assert.Equal(Errno.EPERM, Assert.Throws<LinuxException>(() => file.SetLength(100)).Errno);
        Assert.Equal(Errno.EPERM, Assert.Throws<LinuxException>(() => file.Seal(FileSeals.F_SEAL_FUTURE_WRITE)).Errno);
        Assert.Equal("content", File.ReadAllText($"/proc/self/fd/{file.Number}"));
    }

    [Fact]
    public void CopyFrom_AFile_HasItsContent()
    {
        using var directory = new TemporaryDirectory();
        byte[] content = new byte[3_000_001];
        new Random(2).NextBytes(content);
        File.WriteAllBytes(directory.File("source"), content);
        using SafeFileHandle handle = File.OpenHandle(directory.File("source"));
        using var source = new FileDescriptor((int)handle.DangerousGetHandle(), ownsHandle: false);
        using MemFd copy = MemFd.Create("copy");
        Assert.Equal(content.Length, copy.CopyFrom(source));
        Assert.Equal(content, File.ReadAllBytes($"/proc/self/fd/{copy.Number}"));
    }

    [Fact]
    public void CreateExecutable_Mode_HasExecuteBits()
    {
        using MemFd executable = MemFd.CreateExecutable("test");
        Assert.True(File.GetUnixFileMode($"/proc/self/fd/{executable.Number}").HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public void GetSeals_AFileThatHasNone_ReturnsNull()
    {
        using var pipe = new Pipe();
        Assert.Null(MemFd.GetSeals(pipe.Reader));
    }

    [Fact]
    public void Create_NameTooLong_ThrowsEinval()
    {
        string name = new('x', 300);
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => MemFd.Create(name)).Errno);
    }

    [Fact]
    public void SetLength_Grown_ReadsZeroes()
    {
        using MemFd file = MemFd.Create("test");
        file.WriteAll("ab"u8);
        file.SetLength(4);
        Assert.Equal("ab\0\0", Encoding.ASCII.GetString(File.ReadAllBytes($"/proc/self/fd/{file.Number}")));
    }
}
