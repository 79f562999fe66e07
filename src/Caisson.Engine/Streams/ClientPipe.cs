using System.Net.Sockets;
using Caisson.Engine.Sandboxes;
using Caisson.Linux.Sockets;

namespace Caisson.Engine.Streams;

/// <summary>A way between a client and the streams of a process: a pair of sockets, of which the sandbox takes one.</summary>
public sealed class ClientPipe : IDisposable
{
    private ClientPipe(Socket socket, Attachment attachment)
    {
        Socket = socket;
        Attachment = attachment;
    }

    /// <summary>The client's end: output is received from it, input sent to it.</summary>
    public Socket Socket { get; }

    /// <summary>The sandbox's end.</summary>
    public Attachment Attachment { get; }

    /// <summary>Makes one.</summary>
    /// <param name="input">Whether the client has input.</param>
    /// <param name="output">Whether it takes standard output.</param>
    /// <param name="errors">Whether it takes standard error.</param>
    /// <exception cref="Linux.LinuxException">EMFILE.</exception>
    public static ClientPipe Open(bool input, bool output, bool errors)
    {
        (UnixSocket ours, UnixSocket theirs) = UnixSocket.CreatePair();
        var socket = new Socket(new SafeSocketHandle(ours.Release(), ownsHandle: true));
        return new ClientPipe(socket, new Attachment(theirs, input, output, errors));
    }

    /// <inheritdoc/>
    public void Dispose() => Socket.Dispose();
}
