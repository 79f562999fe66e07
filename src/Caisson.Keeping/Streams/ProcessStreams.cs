using Caisson.Keeping.Logs;
using Caisson.Keeping.Protocol;
using Caisson.Keeping.Server;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;
using Caisson.Linux.Terminals;

namespace Caisson.Keeping.Streams;

/// <summary>The standard streams of a process: where they come from, where they are written down, who listens.</summary>
internal sealed class ProcessStreams
{
    private readonly StreamSettings _settings;
    private readonly OutputLog? _log;
    private readonly TimeProvider _clock;
    private readonly List<OutputPump> _pumps = [];
    private readonly List<ClientStream> _clients = [];
    private InputSink? _input;
    private TerminalMaster? _terminal;
    private bool _isFinished;

    internal ProcessStreams(
        EventLoop loop, StreamBuffer buffer, StreamSettings settings, OutputLog? log, TimeProvider clock)
    {
        Loop = loop;
        Buffer = buffer;
        _settings = settings;
        _log = log;
        _clock = clock;
    }

    /// <summary>The loop that they belong to.</summary>
    internal EventLoop Loop { get; }

    /// <summary>The thread's buffer.</summary>
    internal StreamBuffer Buffer { get; }

    /// <summary>Whether they are a terminal.</summary>
    internal bool HasTerminal => (_settings & StreamSettings.Terminal) != 0;

    /// <summary>Whether some client has no room: then nothing is read.</summary>
    internal bool IsBlocked
    {
        get
        {
            foreach (ClientStream client in _clients)
            {
                if (client.IsFull)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether the process does not read its input as fast as it comes.</summary>
    internal bool IsInputFull => (_settings & StreamSettings.Input) != 0 && !_isFinished && _input is not { IsFull: false };

    /// <summary>Takes the ends of pipes. They are owned from here on.</summary>
    internal void Use(FileDescriptor? input, FileDescriptor output, FileDescriptor errors)
    {
        if (input is not null)
        {
            _input = new InputSink(this, input);
        }

        _pumps.Add(new OutputPump(this, output, isErrors: false));
        _pumps.Add(new OutputPump(this, errors, isErrors: true));
    }

    /// <summary>Takes a terminal. It is owned from here on.</summary>
    internal void Use(TerminalMaster terminal)
    {
        _terminal = terminal;
        if ((_settings & StreamSettings.Input) != 0)
        {
            _input = new InputSink(this, terminal.Duplicate());
            foreach (ClientStream client in _clients)
            {
                client.OnInputFree();
            }
        }

        _pumps.Add(new OutputPump(this, terminal, isErrors: false));
    }

    /// <summary>Sets the size of the terminal.</summary>
    /// <returns>False where there is none.</returns>
    internal bool TryResize(WindowSize size)
    {
        if (_terminal is null || _terminal.IsClosed)
        {
            return false;
        }

        _terminal.Size = size;
        return true;
    }

    /// <summary>Connects a client, whose socket is owned from here on.</summary>
    internal void Attach(UnixSocket socket, StreamWish wish)
    {
        if (_isFinished)
        {
            socket.Dispose();
            return;
        }

        bool hasInput = (_settings & StreamSettings.Input) != 0;
        _clients.Add(new ClientStream(this, socket, hasInput ? wish : wish & ~StreamWish.Input));
    }

    /// <summary>Passes on the first bytes of the buffer.</summary>
    internal void Pass(int length, bool isErrors)
    {
        _log?.Write(Buffer.Data[..length], isErrors, _clock.GetUtcNow());
        if (_clients.Count == 0)
        {
            return;
        }

        ReadOnlySpan<byte> data = HasTerminal ? Buffer.Data[..length] : Buffer.Frame(isErrors ? (byte)2 : (byte)1, length);
        for (int i = _clients.Count - 1; i >= 0; i--)
        {
            _clients[i].Send(data, isErrors);
        }
    }

    /// <summary>Passes on what a client wrote.</summary>
    internal void PassInput(ReadOnlySpan<byte> data) => _input?.Write(data);

    /// <summary>A client's input has ended.</summary>
    /// <returns>Whether the process's has too.</returns>
    internal bool EndInput()
    {
        if ((_settings & StreamSettings.InputOnce) == 0 || HasTerminal)
        {
            return false;
        }

        _input?.End();
        return true;
    }

    /// <summary>There is room for more input.</summary>
    internal void OnInputFree()
    {
        foreach (ClientStream client in _clients)
        {
            client.OnInputFree();
        }
    }

    /// <summary>A client has room again.</summary>
    internal void OnOutputFree()
    {
        foreach (OutputPump pump in _pumps)
        {
            Loop.Queue(pump);
        }
    }

    /// <summary>A client is gone.</summary>
    internal void Remove(ClientStream client)
    {
        _clients.Remove(client);
        OnOutputFree();
    }

    /// <summary>The process has ended: writes down the rest and lets the clients go.</summary>
    /// <param name="othersMayWrite">Whether it may have left processes that write on. What they write is read, so that they
    /// do not end of it, and dropped.</param>
    internal void Finish(bool othersMayWrite)
    {
        foreach (OutputPump pump in _pumps)
        {
            pump.Drain();
        }

        Release(othersMayWrite && !HasTerminal);
    }

    /// <summary>Lets the clients go and closes the rest, whatever could still be read.</summary>
    internal void Release(bool readsOn = false)
    {
        _isFinished = true;
        foreach (OutputPump pump in _pumps)
        {
            if (!readsOn)
            {
                pump.Close();
            }
        }

        _pumps.Clear();
        _input?.Close();
        _log?.End(_clock.GetUtcNow());
        _log?.Dispose();
        for (int i = _clients.Count - 1; i >= 0; i--)
        {
            _clients[i].Finish();
        }
    }
}
