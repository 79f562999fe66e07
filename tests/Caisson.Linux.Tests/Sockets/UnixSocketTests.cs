using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Sockets;

public class UnixSocketTests
{
    private readonly byte[] _buffer = new byte[64];

    [Fact]
    public void Pair_PeerClosed_ReadsTheEndAndWriteThrowsEpipe()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using UnixSocket ours = first;
        second.Send("hello"u8);
        second.Dispose();
        using (ReceivedMessage message = ours.Receive(_buffer))
        {
            Assert.Equal("hello"u8, _buffer.AsSpan(0, message.Length));
        }

        using (ReceivedMessage end = ours.Receive(_buffer))
        {
            Assert.Equal(0, end.Length);
        }

        Assert.Equal(Errno.EPIPE, Assert.Throws<LinuxException>(() => ours.Send("x"u8)).Errno);
    }

    [Fact]
    public void Shutdown_Writing_EndsOneDirectionOnly()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using UnixSocket a = first;
        using UnixSocket b = second;
        a.Shutdown(SocketShutdown.SHUT_WR);
        Assert.Equal(0, b.Read(_buffer));
        b.WriteAll("still"u8);
        Assert.Equal(5, a.Read(_buffer));
    }

    [Fact]
    public void Receive_DatagramLongerThanTheBuffer_SaysSo()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(SocketKind.SOCK_SEQPACKET);
        using UnixSocket a = first;
        using UnixSocket b = second;
        a.Send(new byte[65]);
        using ReceivedMessage message = b.Receive(_buffer);
        Assert.Equal(64, message.Length);
        Assert.True(message.DataTruncated);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(90)]
    [InlineData(200)]
    public void Listen_PathOfAnyLength_ConnectsAndNamesThePeer(int directoryLength)
    {
        using var temporary = new TemporaryDirectory();
        string directory = temporary.File(new string('d', directoryLength));
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, "socket");
        using UnixSocket listener = UnixSocket.Listen(path);
        Assert.True(File.Exists(path));
        using UnixSocket client = UnixSocket.Connect(path);
        using UnixSocket server = listener.Accept();
        client.Send("hi"u8);
        Assert.Equal(2, server.Read(_buffer));
        Assert.Equal(Environment.ProcessId, server.GetPeerCredentials().ProcessId);
        Assert.Equal(client.GetPeerCredentials(), server.GetPeerCredentials());
        Assert.Equal(Errno.EADDRINUSE, Assert.Throws<LinuxException>(() => UnixSocket.Listen(path)).Errno);
    }

    [Fact]
    public void ListenAbstract_Closed_NameIsFreeAgain()
    {
        string name = $"caisson-test-{Guid.NewGuid()}";
        for (int i = 0; i < 2; i++)
        {
            using UnixSocket listener = UnixSocket.ListenAbstract(name, SocketKind.SOCK_SEQPACKET);
            using UnixSocket client = UnixSocket.ConnectAbstract(name, SocketKind.SOCK_SEQPACKET);
            using UnixSocket server = listener.Accept();
            server.Send("hi"u8);
            Assert.Equal(2, client.Read(_buffer));
        }

        LinuxException e = Assert.Throws<LinuxException>(() => UnixSocket.ConnectAbstract(name));
        Assert.Equal(Errno.ECONNREFUSED, e.Errno);
        Assert.Equal("@" + name, e.Target);
    }

    [Theory]
    [InlineData("", Errno.ENOENT)]
    [InlineData("/no/such/socket", Errno.ENOENT)]
    public void Connect_NoSuchPath_Throws(string path, Errno errno) =>
        Assert.Equal(errno, Assert.Throws<LinuxException>(() => UnixSocket.Connect(path)).Errno);

    [Fact]
    public void Connect_LastComponentTooLong_ThrowsEnametoolong()
    {
        string name = new('n', 120);
        Assert.Equal(Errno.ENAMETOOLONG, Assert.Throws<LinuxException>(() => UnixSocket.Connect(name)).Errno);
        Assert.Equal(Errno.ENAMETOOLONG, Assert.Throws<LinuxException>(() => UnixSocket.Connect("/tmp/" + name)).Errno);
        Assert.Equal(Errno.ENAMETOOLONG, Assert.Throws<LinuxException>(() => UnixSocket.ListenAbstract(name)).Errno);
    }
}
