using System.Text;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;
using Caisson.Linux.Uapi;

namespace Caisson.Runtime.Init;

/// <summary>What one end of the channel tells the other, as the first byte of a message.</summary>
internal enum InitMessage : byte
{
    /// <summary>Nothing: the other end is closed.</summary>
    Closed = 0,

    /// <summary>To the runtime: the mounts are made; run the hooks of the runtime's namespaces, then answer <see cref="Continue"/>.</summary>
    RunHooks = (byte)'H',

    /// <summary>To the runtime: the seccomp listener, a descriptor; then answer <see cref="Continue"/>.</summary>
    SeccompListener = (byte)'S',

    /// <summary>To the runtime: everything is done; the process waits for <c>start</c>.</summary>
    Ready = (byte)'R',

    /// <summary>To the runtime: it failed; the error's text follows.</summary>
    Failed = (byte)'E',

    /// <summary>To the first process: go on. The first time with its network namespace, where it has not made that itself.</summary>
    Continue = (byte)'C',
}

/// <summary>
/// The socket between the runtime and the container's first process while that is set up (SOCK_SEQPACKET: a message is
/// read as it was written).
/// </summary>
internal sealed class InitChannel(UnixSocket socket) : IDisposable
{
    private const int TextBytesMax = 8 << 10;

    /// <summary>Two connected ends.</summary>
    internal static (InitChannel Runtime, UnixSocket First) CreatePair()
    {
        (UnixSocket runtime, UnixSocket first) = UnixSocket.CreatePair(SocketKind.SOCK_SEQPACKET);
        return (new InitChannel(runtime), first);
    }

    /// <summary>Sends a message, with a descriptor where there is one.</summary>
    internal void Send(InitMessage message, FileDescriptor? descriptor = null)
    {
        if (descriptor is null)
        {
            socket.Send([(byte)message]);
        }
        else
        {
            socket.Send([(byte)message], descriptor);
        }
    }

    /// <summary>Tells the runtime what went wrong. A runtime that is gone is told nothing.</summary>
    internal void SendFailure(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        byte[] message = [(byte)InitMessage.Failed, .. bytes.AsSpan(0, Math.Min(bytes.Length, TextBytesMax - 1))];
        try
        {
            socket.Send(message);
        }
        catch (LinuxException e) when (e.Errno is Errno.EPIPE or Errno.ECONNRESET)
        {
            // The exit status is all that is left to tell it with.
        }
    }

    /// <summary>Asks the runtime for something and waits until it is done.</summary>
    /// <exception cref="ContainerException">The runtime is gone.</exception>
    internal void Ask(InitMessage message, FileDescriptor? descriptor = null)
    {
        Send(message, descriptor);
        if (Receive().Message != InitMessage.Continue)
        {
            throw new ContainerException("the runtime has ended");
        }
    }

    /// <summary>Waits for a message.</summary>
    /// <returns>The message, with the text of a failure or with a descriptor.</returns>
    internal (InitMessage Message, string Text, FileDescriptor? Descriptor) Receive()
    {
        byte[] buffer = new byte[TextBytesMax];
        using ReceivedMessage received = socket.Receive(buffer, maxDescriptors: 1);
        return received.Length == 0
            ? (InitMessage.Closed, "", null)
            : ((InitMessage)buffer[0],
                Encoding.UTF8.GetString(buffer, 1, received.Length - 1),
                received.DescriptorCount > 0 ? received.TakeDescriptor(0) : null);
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}
