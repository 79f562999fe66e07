using Caisson.Keeping.Protocol;
using Caisson.Keeping.Server;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;
using Caisson.Linux.Uapi;

namespace Caisson.Keeping.Streams;

/// <summary>A client of a process's streams.</summary>
internal sealed class ClientStream : EventSource
{
    private const int ReadsPerTurn = 4;

    private readonly ProcessStreams _streams;
    private readonly UnixSocket _socket;
    private readonly ByteQueue _waiting = new();
    private bool _hasInput;
    private bool _hasOutput;
    private bool _hasErrors;
    private bool _canRead = true;
    private bool _isFinishing;

    internal ClientStream(ProcessStreams streams, UnixSocket socket, StreamWish wish)
    {
        _streams = streams;
        _socket = socket;
        _hasInput = (wish & StreamWish.Input) != 0;
        _hasOutput = (wish & StreamWish.Output) != 0;
        _hasErrors = (wish & StreamWish.Errors) != 0;
        socket.SetNonBlocking(true);
        streams.Loop.Add(this, socket, EpollEvents.EPOLLIN | EpollEvents.EPOLLOUT | EpollEvents.EPOLLRDHUP);
    }

    /// <summary>Whether its output is not to grow.</summary>
    internal bool IsFull => _waiting.Length > KeeperLimits.ClientBytes;

    /// <inheritdoc/>
    internal override void OnEvents(EpollEvents events)
    {
        if ((events & (EpollEvents.EPOLLHUP | EpollEvents.EPOLLERR)) != 0)
        {
            // Both directions are closed: nothing can be written any more. What it wrote before that is read still.
            LoseOutput();
        }

        if (_waiting.Length > 0)
        {
            bool wasFull = IsFull;
            _waiting.Skip(TryWrite(_waiting.Bytes));
            if (wasFull && !IsFull)
            {
                _streams.OnOutputFree();
            }
        }

        _canRead = true;
        if (_hasInput)
        {
            _streams.Loop.Queue(this);
        }

        CloseIfDone();
    }

    /// <inheritdoc/>
    internal override void OnTurn()
    {
        for (int i = 0; i < ReadsPerTurn && CanPassInput; i++)
        {
            ReadOnce();
        }

        if (CanPassInput)
        {
            _streams.Loop.Queue(this);
        }
    }

    /// <summary>There is room for more input.</summary>
    internal void OnInputFree() => _streams.Loop.Queue(this);

    /// <summary>Sends output, if the client wants it.</summary>
    /// <param name="data">The bytes, framed where there is no terminal.</param>
    /// <param name="isErrors">Whether it is standard error.</param>
    internal void Send(ReadOnlySpan<byte> data, bool isErrors)
    {
        if (isErrors ? !_hasErrors : !_hasOutput)
        {
            return;
        }

        int count = _waiting.Length > 0 ? 0 : TryWrite(data);
        if (isErrors ? _hasErrors : _hasOutput)
        {
            _waiting.Add(data[count..]);
        }

        CloseIfDone();
    }

    /// <summary>No more output will come: the client is let go when it has taken what waits.</summary>
    internal void Finish()
    {
        _isFinishing = true;
        _hasInput = false;
        CloseIfDone();
    }

    private bool CanPassInput => _hasInput && _canRead && !_streams.IsInputFull;

    private void ReadOnce()
    {
        int count;
        try
        {
            if (!_socket.TryRead(_streams.Buffer.Data, out count))
            {
                _canRead = false;
                return;
            }
        }
        catch (LinuxException)
        {
            count = 0;
        }

        if (count > 0)
        {
            _streams.PassInput(_streams.Buffer.Data[..count]);
            return;
        }

        _hasInput = false;
        if (!_streams.EndInput())
        {
            // As Docker has it: where the input goes on for the next client, this one's session is over.
            _isFinishing = true;
        }

        CloseIfDone();
    }

    private int TryWrite(ReadOnlySpan<byte> data)
    {
        int total = 0;
        try
        {
            while (total < data.Length && _socket.TryWrite(data[total..], out int count))
            {
                total += count;
            }
        }
        catch (LinuxException)
        {
            LoseOutput();
            return data.Length;
        }

        return total;
    }

    private void LoseOutput()
    {
        bool wasFull = IsFull;
        _hasOutput = false;
        _hasErrors = false;
        _waiting.Clear();
        if (wasFull)
        {
            _streams.OnOutputFree();
        }
    }

    private void CloseIfDone()
    {
        bool isUseless = !_hasInput && !_hasOutput && !_hasErrors;
        if (Slot >= 0 && _waiting.Length == 0 && (_isFinishing || isUseless))
        {
            _streams.Loop.Remove(this, _socket);
            _socket.Dispose();
            _streams.Remove(this);
        }
    }
}
