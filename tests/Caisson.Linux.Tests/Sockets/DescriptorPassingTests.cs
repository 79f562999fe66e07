using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Sockets;

[Collection(OpenDescriptors.Name)]
public class DescriptorPassingTests : IDisposable
{
    private readonly byte[] _buffer = new byte[64];
    private readonly UnixSocket _sender;
    private readonly UnixSocket _receiver;
    private readonly Pipe _pipe = new();
    private readonly string _target;

    public DescriptorPassingTests()
    {
        (_sender, _receiver) = UnixSocket.CreatePair();
        _target = OpenDescriptors.TargetOf(_pipe.Reader);
    }

    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
        _pipe.Dispose();
        Assert.Empty(OpenDescriptors.Of(_target));
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Receive_TwoDescriptors_AreOursInOrderAndCloseOnExec()
    {
        _sender.Send("two"u8, _pipe.Reader, _pipe.Writer);
        using ReceivedMessage message = _receiver.Receive(_buffer, maxDescriptors: 2);
        Assert.Equal(2, message.DescriptorCount);
        Assert.False(message.DescriptorsTruncated);
        using FileDescriptor reader = message.TakeDescriptor(0);
        using FileDescriptor writer = message.TakeDescriptor(1);
        Assert.Contains("02000000", File.ReadAllText($"/proc/self/fdinfo/{reader.Number}").Split('\n')[1], StringComparison.Ordinal);
        _pipe.Dispose();
        writer.WriteAll("through"u8);
        Assert.Equal(7, reader.Read(_buffer));
        Assert.Throws<InvalidOperationException>(() => message.TakeDescriptor(0));
    }

    [Fact]
    public void Receive_NotTaken_AreClosed()
    {
        _sender.Send("x"u8, _pipe.Reader, _pipe.Writer);
        List<string> before = OpenDescriptors.Of(_target);
        using (_receiver.Receive(_buffer, maxDescriptors: 2))
        {
            Assert.Equal(before.Count + 2, OpenDescriptors.Of(_target).Count);
        }

        Assert.Equal(before, OpenDescriptors.Of(_target));
    }

    // One more than expected is the case in which the padding of the control data has room for it.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(4, 2)]
    [InlineData(4, 3)]
    [InlineData(253, 1)]
    [InlineData(253, 252)]
    public void Receive_MoreThanExpected_ClosesAllAndSaysSo(int sent, int expected)
    {
        _sender.Send("x"u8, Enumerable.Repeat(_pipe.Reader, sent).ToArray());
        List<string> before = OpenDescriptors.Of(_target);
        using ReceivedMessage message = _receiver.Receive(_buffer, expected);
        Assert.Equal(1, message.Length);
        Assert.True(message.DescriptorsTruncated);
        Assert.Equal(0, message.DescriptorCount);
        Assert.Equal(before, OpenDescriptors.Of(_target));
    }

    [Fact]
    public void Receive_AsManyAsTheKernelAllows_Arrive()
    {
        _sender.Send("x"u8, Enumerable.Repeat(_pipe.Reader, UnixSocket.MaxDescriptors).ToArray());
        using ReceivedMessage message = _receiver.Receive(_buffer, UnixSocket.MaxDescriptors);
        Assert.Equal(UnixSocket.MaxDescriptors, message.DescriptorCount);
    }

    [Fact]
    public void Send_TooManyDescriptors_ThrowsEinval()
    {
        FileDescriptor[] many = Enumerable.Repeat(_pipe.Reader, UnixSocket.MaxDescriptors + 1).ToArray();
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => _sender.Send("x"u8, many)).Errno);
        Assert.Throws<ArgumentException>(() => _sender.Send([], _pipe.Reader));
    }

    [Fact]
    public void Receive_DescriptorLimitReached_ClosesAllAndSaysSo()
    {
        _sender.Send("x"u8, Enumerable.Repeat(_pipe.Reader, 200).ToArray());
        var ballast = new List<FileDescriptor>();
        int limit = int.Parse(
            File.ReadLines("/proc/self/limits").First(l => l.StartsWith("Max open files", StringComparison.Ordinal))[26..47],
            System.Globalization.CultureInfo.InvariantCulture);
        if (limit > 100_000)
        {
            Assert.Skip($"the limit of open files is {limit}: too many to open them all");
        }

        try
        {
            for (int i = Directory.GetFileSystemEntries("/proc/self/fd").Length; i < limit - 100; i++)
            {
                ballast.Add(_pipe.Reader.Duplicate());
            }

            List<string> before = OpenDescriptors.Of(_target);
            using ReceivedMessage message = _receiver.Receive(_buffer, 200);
            Assert.True(message.DescriptorsTruncated);
            Assert.Equal(before, OpenDescriptors.Of(_target));
        }
        finally
        {
            ballast.ForEach(fd => fd.Dispose());
        }
    }
}
