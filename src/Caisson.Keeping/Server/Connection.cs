using Caisson.Keeping.Protocol;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;
using Caisson.Linux.Uapi;

namespace Caisson.Keeping.Server;

/// <summary>An engine's connection.</summary>
internal sealed class Connection : EventSource
{
    private const int MessagesPerTurn = 16;

    private readonly EventLoop _loop;
    private readonly UnixSocket _socket;
    private readonly IRequestHandler _handler;
    private readonly Queue<byte[]> _waiting = new();
    private bool _canRead = true;
    private bool _isClosed;

    internal Connection(EventLoop loop, UnixSocket socket, IRequestHandler handler)
    {
        _loop = loop;
        _socket = socket;
        _handler = handler;
        socket.SetNonBlocking(true);
        loop.Add(this, socket, EpollEvents.EPOLLIN | EpollEvents.EPOLLOUT | EpollEvents.EPOLLRDHUP);
    }

    /// <summary>Whether it has said which version it speaks: then it is told of ends.</summary>
    internal bool IsGreeted { get; set; }

    /// <inheritdoc/>
    internal override void OnEvents(EpollEvents events)
    {
        _canRead = true;
        Flush();
        _loop.Queue(this);
    }

    /// <inheritdoc/>
    internal override void OnTurn()
    {
        for (int i = 0; i < MessagesPerTurn && _canRead && !_isClosed; i++)
        {
            ReceiveOne();
        }

        if (_canRead && !_isClosed)
        {
            _loop.Queue(this);
        }
    }

    /// <summary>Sends a message. To one that is gone, nothing is sent.</summary>
    internal void Send(MessageWriter message)
    {
        if (_isClosed)
        {
            return;
        }

        if (_waiting.Count > 0 || !TrySend(message.Bytes))
        {
            _waiting.Enqueue(message.Bytes.ToArray());
            if (_waiting.Count > KeeperLimits.QueuedMessages)
            {
                Close();
            }
        }
    }

    /// <summary>Sends why a request failed.</summary>
    internal void Fail(uint request, KeeperFault fault, string text) =>
        Send(new MessageWriter(MessageKind.Failed, request).Add((byte)fault).Add(text));

    /// <summary>Ends it.</summary>
    internal void Close()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _loop.Remove(this, _socket);
            _socket.Dispose();
            _waiting.Clear();
            _handler.OnClosed(this);
        }
    }

    private void ReceiveOne()
    {
        try
        {
            using ReceivedMessage received = _socket.Receive(_loop.MessageBuffer, KeeperLimits.Attachments);
            if (received.Length == 0)
            {
                Close();
                return;
            }

            if (received.DataTruncated || received.DescriptorsTruncated)
            {
                throw new ProtocolException("a message is too long");
            }

            _handler.OnMessage(this, new MessageReader(_loop.MessageBuffer.AsSpan(0, received.Length)), received);
        }
        catch (LinuxException e) when (e.Errno == Errno.EAGAIN)
        {
            _canRead = false;
        }
        catch (Exception e) when (e is ProtocolException || (e is LinuxException && !_isClosed))
        {
            Close();
        }
    }

    private void Flush()
    {
        while (_waiting.TryPeek(out byte[]? message) && TrySend(message))
        {
            _waiting.TryDequeue(out _);
        }
    }

    private bool TrySend(ReadOnlySpan<byte> message)
    {
        try
        {
            _socket.Send(message);
            return true;
        }
        catch (LinuxException e) when (e.Errno == Errno.EAGAIN)
        {
            return false;
        }
        catch (LinuxException)
        {
            Close();
            return true;
        }
    }
}
