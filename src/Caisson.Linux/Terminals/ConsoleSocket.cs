using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;

namespace Caisson.Linux.Terminals;

/// <summary>
/// Hands the outer side of a container's pseudoterminal to whoever asked for it with <c>--console-socket</c>: runc's convention,
/// one message whose data is a name and whose one descriptor is the terminal (runc, docs/terminals.md).
/// </summary>
public static class ConsoleSocket
{
    /// <summary>The name that callers expect.</summary>
    public const string DefaultName = "/dev/ptmx";

    // What runc and containerd's go-runc give the name at most.
    private const int MaxNameBytes = 4096;

    /// <summary>Connects, sends and closes the connection. The terminal stays open here too.</summary>
    /// <param name="socketPath">Where the receiver listens.</param>
    /// <param name="master">The outer side of the pseudoterminal.</param>
    /// <param name="name">What the descriptor is.</param>
    /// <exception cref="LinuxException">Connecting or sending failed.</exception>
    public static void Send(string socketPath, TerminalMaster master, string name = DefaultName)
    {
        using UnixSocket socket = UnixSocket.Connect(socketPath);
        Send(socket, master, name);
    }

    /// <summary>Sends over a connection that exists, which stays open.</summary>
    /// <inheritdoc cref="Send(string, TerminalMaster, string)"/>
    public static void Send(UnixSocket socket, TerminalMaster master, string name = DefaultName) =>
        socket.Send(Encoding.UTF8.GetBytes(name), master);

    /// <summary>Waits for a terminal: the receiver's side.</summary>
    /// <param name="socket">The accepted connection.</param>
    /// <exception cref="InvalidDataException">What came is not a name and one descriptor.</exception>
    /// <exception cref="LinuxException">Receiving failed.</exception>
    public static TerminalMaster Receive(UnixSocket socket)
    {
        byte[] name = new byte[MaxNameBytes];
        using ReceivedMessage message = socket.Receive(name, maxDescriptors: 1);
        if (message.Length == 0 || message.DescriptorCount != 1)
        {
            throw new InvalidDataException(
                $"console socket: expected a name and one descriptor, got {message.Length} bytes and "
                + (message.DescriptorsTruncated ? "several descriptors" : $"{message.DescriptorCount} descriptors"));
        }

        using FileDescriptor descriptor = message.TakeDescriptor(0);
        return new TerminalMaster(descriptor.Release());
    }
}
