using System.Net.Sockets;
using System.Text;
using Caisson.Integration.Tests.Harness.Native;
using Microsoft.Win32.SafeHandles;

namespace Caisson.Integration.Tests.Harness.Terminals;

/// <summary>
/// A unix socket that waits for one message with a descriptor: what an engine gives a runtime for the container's
/// terminal (<c>--console-socket</c>) or for its seccomp listener (<c>listenerPath</c>); unix(7), SCM_RIGHTS.
/// </summary>
public sealed class DescriptorSocket : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <summary>Listens.</summary>
    /// <param name="folder">The folder of the socket.</param>
    public DescriptorSocket(string folder)
    {
        Path = System.IO.Path.Combine(folder, "fd.sock");
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
    }

    /// <summary>The path of the socket.</summary>
    public string Path { get; }

    /// <summary>Waits for the message.</summary>
    /// <param name="text">What was sent beside the descriptor.</param>
    /// <returns>The descriptor.</returns>
    public unsafe SafeFileHandle Receive(out string text)
    {
        Assert.True(_listener.Poll(Command.Patience, SelectMode.SelectRead), "nobody connected to the socket");
        using Socket connection = _listener.Accept();
        byte* data = stackalloc byte[8192];
        byte* control = stackalloc byte[64];
        var buffer = new TestLibC.BufferVector { Base = data, Length = 8192 };
        var message = new TestLibC.MessageHeader { Buffers = &buffer, BufferCount = 1, Control = control, ControlLength = 64 };
        int length = TestLibC.Check(
            TestLibC.recvmsg((int)connection.Handle, &message, TestLibC.MSG_CMSG_CLOEXEC), "recvmsg");
        text = Encoding.UTF8.GetString(data, length);

        // struct cmsghdr: length (8 bytes), level (4), type (4), then the descriptor.
        Assert.Equal(TestLibC.SOL_SOCKET, *(int*)(control + 8));
        Assert.Equal(TestLibC.SCM_RIGHTS, *(int*)(control + 12));
        return new SafeFileHandle(*(int*)(control + 16), ownsHandle: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
