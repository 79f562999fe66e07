using Caisson.Keeping.Launching;
using Caisson.Keeping.Protocol;
using Caisson.Keeping.Streams;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;
using Caisson.Linux.Terminals;

namespace Caisson.Keeping.Server;

/// <summary>
/// Does what engines ask for. One thread: it waits for nothing but events, and whatever takes time is done by short-lived
/// processes of its own.
/// </summary>
internal sealed class Keeper : IRequestHandler, IDisposable
{
    private static readonly TimeSpan FirstConnectionPatience = TimeSpan.FromSeconds(30);

    private readonly EventLoop _loop = new();
    private readonly KeptProcesses _processes;
    private readonly List<Connection> _connections = [];
    private readonly List<(Connection Connection, uint Request)> _listings = [];
    private readonly Patience _patience;

    internal Keeper(UnixSocket listener)
    {
        _processes = new KeptProcesses(_loop, OnEnded, OnLaunched, OnEndWanted);
        _patience = new Patience(_loop, EndIfIdle);
        _ = new Listener(_loop, listener, Accept);
        _patience.Begin(FirstConnectionPatience);
    }

    /// <summary>Works until there is neither a container nor a connection.</summary>
    internal void Run() => _loop.Run();

    /// <inheritdoc/>
    public void Dispose()
    {
        _patience.Dispose();
        _processes.Dispose();
        _loop.Dispose();
    }

    /// <inheritdoc/>
    public void OnMessage(Connection connection, MessageReader message, ReceivedMessage received)
    {
        switch (message.Kind)
        {
            case MessageKind.Hello:
                Greet(connection, message.Request);
                break;
            case MessageKind.Start:
                Start(connection, message.Request, StartMessage.Read(ref message), received);
                break;
            case MessageKind.Exec:
                Exec(connection, message.Request, ExecMessage.Read(ref message), received);
                break;
            case MessageKind.Attach:
                Attach(connection, message, received);
                break;
            case MessageKind.Resize:
                Resize(connection, message);
                break;
            case MessageKind.List:
                List(connection, message.Request);
                break;
            case MessageKind.Forget:
                Forget(connection, message);
                break;
            case MessageKind.Signal:
                Signal(connection, message);
                break;
            default:
                connection.Fail(message.Request, KeeperFault.Other, $"the keeper does not know messages of kind {(byte)message.Kind}");
                break;
        }
    }

    /// <inheritdoc/>
    public void OnClosed(Connection connection)
    {
        _connections.Remove(connection);
        _listings.RemoveAll(l => l.Connection == connection);
        EndIfIdle();
    }

    private void Accept(UnixSocket socket)
    {
        if (_connections.Count >= KeeperLimits.Connections)
        {
            socket.Dispose();
            return;
        }

        _patience.End();
        _connections.Add(new Connection(_loop, socket, this));
    }

    private void OnLaunched()
    {
        AnswerListings();
        EndIfIdle();
    }

    private void EndIfIdle()
    {
        if (_processes.IsIdle && _connections.Count == 0)
        {
            _loop.IsEnded = true;
        }
    }

    // A service manager may send SIGTERM to all that it finds; what is kept is not to end by that.
    private void OnEndWanted()
    {
        if (_processes.IsIdle)
        {
            _loop.IsEnded = true;
        }
    }

    private void Greet(Connection connection, uint request)
    {
        connection.IsGreeted = true;
        connection.Send(new MessageWriter(MessageKind.Hello, request).Add(KeeperLimits.Version).Add(Environment.ProcessId));
        Telling.TellEnds(connection, _processes.Containers.Values);
    }

    private void Start(Connection connection, uint request, StartMessage start, ReceivedMessage received)
    {
        if (received.DescriptorCount != start.Attachments.Count)
        {
            throw new ProtocolException("not as many descriptors as clients");
        }

        if (_processes.Containers.ContainsKey(start.Id))
        {
            connection.Fail(request, KeeperFault.Conflict, $"the keeper has a container {start.Id} already");
            return;
        }

        ProcessStreams streams;
        try
        {
            streams = _processes.MakeStreams(start.Streams, start.Log);
        }
        catch (LinuxException e)
        {
            connection.Fail(request, KeeperFault.Other, $"the log cannot be written: {e.Message}");
            return;
        }

        Connect(streams, start.Attachments, received);
        var container = new KeptContainer { ContainerId = start.Id, Store = start.Store, Streams = streams };
        _processes.Add(container);
        var job = new LaunchJob(
            MessageKind.Start, start.Store, start.Id, start.Bundle, streams.HasTerminal, start.SystemdCgroup);
        _processes.Launch(container, job, start.Streams, result =>
        {
            if (result.Failure is { } failure)
            {
                _processes.Remove(start.Id);
                connection.Fail(request, KeeperFault.Start, failure);
                return;
            }

            container.HasOwnProcesses = result.HasOwnProcesses;
            container.CgroupPaths = result.CgroupPaths;
            TellStarted(connection, request, container);
        });
    }

    private void Exec(Connection connection, uint request, ExecMessage message, ReceivedMessage received)
    {
        if (received.DescriptorCount != (message.Attachment is null ? 0 : 1))
        {
            throw new ProtocolException("not as many descriptors as clients");
        }

        if (Find(connection, request, message.ContainerId) is not { } container)
        {
            return;
        }

        if (!container.IsRunning || container.Execs.ContainsKey(message.Id))
        {
            connection.Fail(request, KeeperFault.Conflict, $"container {message.ContainerId} is not running");
            return;
        }

        var streams = _processes.MakeStreams(message.Streams, null);
        Connect(streams, message.Attachment is { } wish ? [wish] : [], received);
        var exec = new KeptExec { ContainerId = message.ContainerId, Id = message.Id, Streams = streams };
        container.Add(exec);
        var job = new LaunchJob(
            MessageKind.Exec, container.Store, message.ContainerId, message.ProcessFile, streams.HasTerminal, SystemdCgroup: false);
        _processes.Launch(exec, job, message.Streams, result =>
        {
            if (result.Failure is { } failure)
            {
                container.Remove(exec);
                connection.Fail(request, KeeperFault.Start, failure);
            }
            else
            {
                TellStarted(connection, request, exec);
            }
        });
    }

    private static void Connect(ProcessStreams streams, IReadOnlyList<StreamWish> wishes, ReceivedMessage received)
    {
        for (int i = 0; i < wishes.Count; i++)
        {
            streams.Attach(TakeSocket(received, i), wishes[i]);
        }
    }

    private static UnixSocket TakeSocket(ReceivedMessage received, int index)
    {
        using FileDescriptor descriptor = received.TakeDescriptor(index);
        return new UnixSocket(descriptor.Release());
    }

    private static void TellStarted(Connection connection, uint request, KeptProcess process) => connection.Send(
        new MessageWriter(MessageKind.Started, request).Add(process.ProcessId).Add(process.StartedAt));

    private void OnEnded(KeptProcess process)
    {
        for (int i = _connections.Count - 1; i >= 0; i--)
        {
            if (_connections[i].IsGreeted)
            {
                Telling.TellEnd(_connections[i], process);
            }
        }
    }

    private void Attach(Connection connection, MessageReader message, ReceivedMessage received)
    {
        string id = message.Id();
        var wish = (StreamWish)message.Byte();
        if (received.DescriptorCount != 1)
        {
            throw new ProtocolException("no descriptor to attach");
        }

        if (Find(connection, message.Request, id) is { } container)
        {
            container.Streams.Attach(TakeSocket(received, 0), wish);
            connection.Send(new MessageWriter(MessageKind.Done, message.Request));
        }
    }

    private void Resize(Connection connection, MessageReader message)
    {
        string id = message.Id();
        string execId = message.Id();
        var size = new WindowSize(message.UInt16(), message.UInt16());
        if (FindProcess(connection, message.Request, id, execId) is not { } process)
        {
            return;
        }

        try
        {
            if (!process.Streams.TryResize(size))
            {
                connection.Fail(message.Request, KeeperFault.Conflict, "there is no terminal to resize");
                return;
            }

            connection.Send(new MessageWriter(MessageKind.Done, message.Request));
        }
        catch (LinuxException e)
        {
            connection.Fail(message.Request, KeeperFault.Other, e.Message);
        }
    }

    // Its number is its own: only this thread reaps it, and has not.
    private void Signal(Connection connection, MessageReader message)
    {
        string id = message.Id();
        string execId = message.Id();
        int signal = message.Byte();
        if (FindProcess(connection, message.Request, id, execId) is not { } process)
        {
            return;
        }

        try
        {
            using PidFd? running = process.IsRunning ? PidFd.TryOpen(process.ProcessId) : null;
            running?.Signal(signal);

            connection.Send(new MessageWriter(MessageKind.Done, message.Request));
        }
        catch (LinuxException e)
        {
            connection.Fail(message.Request, KeeperFault.Other, e.Message);
        }
    }

    // An engine that has just come asks for all there is, and what the one before it has begun belongs to that: what is being
    // started at this moment will run. Those who ask wait the milliseconds that takes.
    private void List(Connection connection, uint request)
    {
        _listings.Add((connection, request));
        AnswerListings();
    }

    private void AnswerListings()
    {
        if (_listings.Count > 0 && !_processes.IsLaunching)
        {
            (Connection Connection, uint Request)[] listings = [.. _listings];
            _listings.Clear();
            Array.ForEach(listings, l => Telling.TellAll(l.Connection, l.Request, _processes.Containers.Values));
        }
    }

    private void Forget(Connection connection, MessageReader message)
    {
        string id = message.Id();
        string execId = message.Id();
        if (_processes.Containers.TryGetValue(id, out KeptContainer? container))
        {
            KeptProcess? process = execId.Length == 0 ? container : container.Execs.GetValueOrDefault(execId);
            if (process is { End: null })
            {
                connection.Fail(message.Request, KeeperFault.Conflict, "it has not ended");
                return;
            }

            if (process is KeptExec exec)
            {
                container.Remove(exec);
            }
            else if (process is KeptContainer)
            {
                _processes.Remove(id);
            }
        }

        connection.Send(new MessageWriter(MessageKind.Done, message.Request));
    }

    private KeptContainer? Find(Connection connection, uint request, string id)
    {
        KeptContainer? container = _processes.Containers.GetValueOrDefault(id);
        if (container is null)
        {
            connection.Fail(request, KeeperFault.Unknown, $"the keeper has no container {id}");
        }

        return container;
    }

    private KeptProcess? FindProcess(Connection connection, uint request, string id, string execId)
    {
        if (Find(connection, request, id) is not { } container)
        {
            return null;
        }

        KeptProcess? process = execId.Length == 0 ? container : container.Execs.GetValueOrDefault(execId);
        if (process is null)
        {
            connection.Fail(request, KeeperFault.Unknown, $"the keeper has no exec {execId}");
        }

        return process;
    }
}
