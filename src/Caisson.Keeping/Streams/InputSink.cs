using Caisson.Keeping.Server;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Keeping.Streams;

/// <summary>Writes the input of a process: a pipe, or the outer side of its terminal.</summary>
internal sealed class InputSink : EventSource
{
    private readonly ProcessStreams _streams;
    private readonly FileDescriptor _target;
    private readonly ByteQueue _waiting = new();
    private bool _isBroken;
    private bool _isClosed;
    private bool _endsWhenEmpty;

    internal InputSink(ProcessStreams streams, FileDescriptor target)
    {
        _streams = streams;
        _target = target;
        target.SetNonBlocking(true);
        streams.Loop.Add(this, target, EpollEvents.EPOLLOUT);
    }

    /// <summary>Whether clients have to wait.</summary>
    internal bool IsFull => _waiting.Length > 0;

    /// <inheritdoc/>
    internal override void OnEvents(EpollEvents events)
    {
        if (_waiting.Length == 0)
        {
            return;
        }

        int count = TryWrite(_waiting.Bytes);
        _waiting.Skip(_isBroken ? _waiting.Length : count);
        if (_waiting.Length == 0)
        {
            if (_endsWhenEmpty)
            {
                Close();
            }

            _streams.OnInputFree();
        }
    }

    /// <summary>Passes on what a client wrote. Where nobody reads any more, it is dropped.</summary>
    internal void Write(ReadOnlySpan<byte> data)
    {
        if (_isBroken || _isClosed || _endsWhenEmpty)
        {
            return;
        }

        int count = _waiting.Length > 0 ? 0 : TryWrite(data);
        if (!_isBroken)
        {
            _waiting.Add(data[count..]);
        }
    }

    /// <summary>The input ends, once all that waits has been passed on.</summary>
    internal void End()
    {
        _endsWhenEmpty = true;
        if (_waiting.Length == 0)
        {
            Close();
        }
    }

    /// <summary>Gives the descriptor up.</summary>
    internal void Close()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _waiting.Clear();
            _streams.Loop.Remove(this, _target);
            _target.Dispose();
        }
    }

    private int TryWrite(ReadOnlySpan<byte> data)
    {
        int total = 0;
        try
        {
            while (total < data.Length && _target.TryWrite(data[total..], out int count))
            {
                total += count;
            }
        }
        catch (LinuxException)
        {
            // EPIPE: the process has closed its input. EIO: its terminal has gone.
            _isBroken = true;
        }

        return total;
    }
}
