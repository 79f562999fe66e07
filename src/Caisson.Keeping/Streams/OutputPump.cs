using Caisson.Keeping.Server;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Keeping.Streams;

/// <summary>Reads one output of a process: a pipe, or the outer side of its terminal.</summary>
internal sealed class OutputPump : EventSource
{
    // What one turn takes at most, so that no container keeps the others waiting.
    private const int ReadsPerTurn = 4;

    private readonly ProcessStreams _streams;
    private readonly FileDescriptor _source;
    private readonly bool _isErrors;
    private bool _canRead = true;

    internal OutputPump(ProcessStreams streams, FileDescriptor source, bool isErrors)
    {
        _streams = streams;
        _source = source;
        _isErrors = isErrors;
        source.SetNonBlocking(true);
        streams.Loop.Add(this, source, EpollEvents.EPOLLIN);
    }

    /// <summary>Whether all has been read that there will ever be.</summary>
    internal bool IsEnded { get; private set; }

    /// <inheritdoc/>
    internal override void OnEvents(EpollEvents events)
    {
        _canRead = true;
        _streams.Loop.Queue(this);
    }

    /// <inheritdoc/>
    internal override void OnTurn()
    {
        for (int i = 0; i < ReadsPerTurn && _canRead && !_streams.IsBlocked; i++)
        {
            ReadOnce();
        }

        if (_canRead && !_streams.IsBlocked)
        {
            _streams.Loop.Queue(this);
        }
    }

    /// <summary>Reads what there is to the last byte, whoever has no room for it: nobody is there any more to write more.</summary>
    internal void Drain()
    {
        _canRead = !IsEnded;
        while (_canRead)
        {
            ReadOnce();
        }
    }

    /// <summary>Gives the descriptor up.</summary>
    internal void Close()
    {
        if (!IsEnded)
        {
            IsEnded = true;
            _canRead = false;
            _streams.Loop.Remove(this, _source);
            _source.Dispose();
        }
    }

    private void ReadOnce()
    {
        int count;
        try
        {
            if (!_source.TryRead(_streams.Buffer.Data, out count))
            {
                _canRead = false;
                return;
            }
        }
        catch (LinuxException e) when (e.Errno == Errno.EIO)
        {
            // Nobody has the terminal's inner side open; somebody may open it again.
            _canRead = false;
            return;
        }

        if (count == 0)
        {
            Close();
        }
        else
        {
            _streams.Pass(count, _isErrors);
        }
    }
}
