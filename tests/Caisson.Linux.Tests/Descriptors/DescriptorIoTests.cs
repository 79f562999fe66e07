using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Descriptors;

public class DescriptorIoTests
{
    [Fact]
    public void WriteAll_MoreThanAPipeHolds_ArrivesWhole()
    {
        using var pipe = new Pipe();
        byte[] sent = new byte[1_000_000];
        new Random(1).NextBytes(sent);
        var writer = new Thread(() =>
        {
            pipe.Writer.WriteAll(sent);
            pipe.Writer.Dispose();
        });
        writer.Start();
        byte[] received = pipe.Reader.ReadToEnd(sent.Length);
        writer.Join();
        Assert.Equal(sent, received);
    }

    [Fact]
    public void ReadToEnd_MoreThanAllowed_ThrowsEfbig()
    {
        using var pipe = new Pipe();
        pipe.Writer.WriteAll(new byte[101]);
        pipe.Writer.Dispose();
        Assert.Equal(Errno.EFBIG, Assert.Throws<LinuxException>(() => pipe.Reader.ReadToEnd(100)).Errno);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(4097)]
    public void ReadToEnd_ExactlyAsMuchAsAllowed_IsRead(int length)
    {
        using var pipe = new Pipe();
        pipe.Writer.WriteAll(new byte[length]);
        pipe.Writer.Dispose();
        Assert.Equal(length, pipe.Reader.ReadToEnd(length).Length);
    }

    [Fact]
    public void ReadFully_EndComesEarly_ReturnsWhatThereIs()
    {
        using var pipe = new Pipe();
        pipe.Writer.WriteAll("abc"u8);
        pipe.Writer.Dispose();
        byte[] buffer = new byte[10];
        Assert.Equal(3, pipe.Reader.ReadFully(buffer));
    }

    [Fact]
    public void TryRead_NothingThere_ReturnsFalseAndReadThrows()
    {
        using var pipe = new Pipe(nonBlocking: true);
        byte[] buffer = new byte[1];
        Assert.False(pipe.Reader.TryRead(buffer, out _));
        Assert.Equal(Errno.EAGAIN, Assert.Throws<LinuxException>(() => pipe.Reader.Read(buffer)).Errno);
    }

    [Fact]
    public void TryWrite_PipeFull_ReturnsFalse()
    {
        using var pipe = new Pipe(nonBlocking: true);
        pipe.SetCapacity(4096);
        Assert.True(pipe.Writer.TryWrite(new byte[10_000], out int count));
        Assert.Equal(4096, count);
        Assert.False(pipe.Writer.TryWrite(new byte[1], out _));
    }

    [Fact]
    public void Write_NobodyReads_ThrowsEpipe()
    {
        using var pipe = new Pipe();
        pipe.Reader.Dispose();
        LinuxException e = Assert.Throws<LinuxException>(() => pipe.Writer.Write("x"u8));
        Assert.Equal(Errno.EPIPE, e.Errno);
        Assert.StartsWith("write descriptor ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SetNonBlocking_OnAndOff_ShowsInFlags()
    {
        using var pipe = new Pipe();
        pipe.Reader.SetNonBlocking(true);
        Assert.False(pipe.Reader.TryRead(new byte[1], out _));
        pipe.Reader.SetNonBlocking(false);
        Assert.Equal(0, Flags(pipe.Reader) & 0x800);
    }

    [Fact]
    public void Duplicate_OriginalClosed_StillReadsAndIsCloseOnExec()
    {
        using var pipe = new Pipe();
        using FileDescriptor copy = pipe.Reader.Duplicate();
        pipe.Reader.Dispose();
        pipe.Writer.WriteAll("x"u8);
        Assert.Equal(1, copy.Read(new byte[4]));
        Assert.Equal(0x80000, Flags(copy) & 0x80000);
    }

    [Fact]
    public void DuplicateTo_AnotherAndItself_SurvivesExecUnlessAsked()
    {
        using var pipe = new Pipe();
        using FileDescriptor target = pipe.Writer.Duplicate();
        pipe.Reader.DuplicateTo(target.Number);
        Assert.Equal(0, Flags(target) & 0x80000);
        target.DuplicateTo(target.Number, closeOnExec: true);
        Assert.Equal(0x80000, Flags(target) & 0x80000);
        pipe.Writer.WriteAll("x"u8);
        Assert.Equal(1, target.Read(new byte[4]));
    }

    // The flags line of fdinfo is octal, and shows O_CLOEXEC too.
    private static int Flags(FileDescriptor fd) => Convert.ToInt32(
        File.ReadLines($"/proc/self/fdinfo/{fd.Number}").First(l => l.StartsWith("flags:", StringComparison.Ordinal))[6..].Trim(), 8);
}
