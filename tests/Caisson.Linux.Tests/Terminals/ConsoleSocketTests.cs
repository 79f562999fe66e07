using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;
using Caisson.Linux.Terminals;
using Caisson.Linux.Tests.Support;

namespace Caisson.Linux.Tests.Terminals;

[Collection(OpenDescriptors.Name)]
public class ConsoleSocketTests
{
    [Fact]
    public void Send_ATerminal_ReceiverHasItAndItsName()
    {
        using var directory = new TemporaryDirectory();
        using UnixSocket listener = UnixSocket.Listen(directory.File("console.sock"));
        using TerminalMaster master = TerminalMaster.Open();
        using Terminal peer = master.OpenPeer();
        ConsoleSocket.Send(directory.File("console.sock"), master);

        using UnixSocket connection = listener.Accept();
        byte[] name = new byte[100];
        using ReceivedMessage message = connection.Receive(name, 1);
        Assert.Equal("/dev/ptmx"u8, name.AsSpan(0, message.Length));
        using var received = new TerminalMaster(message.TakeDescriptor(0).Release());
        Assert.Equal(master.Index, received.Index);
        Assert.Equal(0, connection.Read(name));
    }

    [Fact]
    public void Receive_ATerminal_IsTheSame()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using UnixSocket a = first;
        using UnixSocket b = second;
        using TerminalMaster master = TerminalMaster.Open();
        ConsoleSocket.Send(a, master);
        using TerminalMaster received = ConsoleSocket.Receive(b);
        Assert.Equal(master.Index, received.Index);
    }

    [Theory]
    [InlineData(0, "0 descriptors")]
    [InlineData(2, "several descriptors")]
    public void Receive_NotOneDescriptor_ThrowsAndLeavesNothing(int descriptors, string said)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using UnixSocket a = first;
        using UnixSocket b = second;
        a.Send("name"u8, Enumerable.Repeat((FileDescriptor)a, descriptors).ToArray());
        string socket = OpenDescriptors.TargetOf(a);
        List<string> before = OpenDescriptors.Of(socket);
        Assert.Contains(
            said, Assert.Throws<InvalidDataException>(() => ConsoleSocket.Receive(b)).Message, StringComparison.Ordinal);
        Assert.Equal(before, OpenDescriptors.Of(socket));
    }
}
