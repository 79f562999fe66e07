using System.Threading.Channels;
using Caisson.Keeping.Protocol;
using Caisson.Linux;
using Caisson.Linux.Sockets;
using Caisson.Linux.Terminals;
using Caisson.Linux.Uapi;

namespace Caisson.Keeping.Client;

/// <summary>
/// A connection to the keeper. Answers are taken in by one thread of its own. Thread: any. Errors:
/// <see cref="KeeperException"/>.
/// </summary>
public sealed class KeeperClient : IDisposable
{
    private readonly UnixSocket _socket;
    private readonly Lock _lock = new();
    private readonly Dictionary<uint, PendingRequest> _pending = [];
    private readonly Channel<KeptEnd> _ends = Channel.CreateUnbounded<KeptEnd>(new UnboundedChannelOptions { SingleWriter = true });
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private uint _lastRequest;
    private bool _isGone;

    private KeeperClient(UnixSocket socket)
    {
        _socket = socket;
        new Thread(Receive) { Name = "keeper-client", IsBackground = true }.Start();
    }

    /// <summary>Ends, in their order; those that have not been forgotten first. It completes when the keeper is gone.</summary>
    public ChannelReader<KeptEnd> Ends => _ends.Reader;

    /// <summary>Completes when the keeper is gone.</summary>
    public Task Gone => _gone.Task;

    /// <summary>The number of the keeper's process.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Connects to the keeper that runs, or starts one. Blocks for milliseconds.</summary>
    /// <param name="socketPath">Where it listens.</param>
    /// <param name="executable">The path of caisson-keeper.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<KeeperClient> ConnectAsync(string socketPath, string executable, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            var client = new KeeperClient(KeeperProcess.Connect(socketPath, executable));
            try
            {
                PendingRequest hello = await client
                    .AskAsync(request => new MessageWriter(MessageKind.Hello, request).Add(KeeperLimits.Version), [], cancellation)
                    .ConfigureAwait(false);
                client.ProcessId = hello.ProcessId;
                return client;
            }
            catch (KeeperException e) when (e.Fault == KeeperFault.Gone && attempt == 1)
            {
                // It was about to end, having nothing to keep.
                client.Dispose();
            }
            catch
            {
                client.Dispose();
                throw;
            }
        }
    }

    /// <summary>Starts a container; the sockets of its clients are closed here.</summary>
    /// <param name="start">What to start.</param>
    /// <param name="sockets">The clients' sockets, in the order of <see cref="StartMessage.Attachments"/>.</param>
    /// <param name="cancellation">Ends the wait, not the start.</param>
    /// <returns>The number of its process, and when it was started.</returns>
    public async Task<(int ProcessId, DateTimeOffset At)> StartAsync(
        StartMessage start, UnixSocket[] sockets, CancellationToken cancellation)
    {
        PendingRequest answer = await AskAsync(start.Write, sockets, cancellation).ConfigureAwait(false);
        return (answer.ProcessId, answer.StartedAt);
    }

    /// <summary>Starts an exec; the socket of its client is closed here.</summary>
    /// <param name="exec">What to start.</param>
    /// <param name="socket">The client's socket, where there is one.</param>
    /// <param name="cancellation">Ends the wait, not the start.</param>
    /// <returns>The number of its process.</returns>
    public async Task<int> ExecAsync(ExecMessage exec, UnixSocket? socket, CancellationToken cancellation)
    {
        PendingRequest answer = await AskAsync(exec.Write, socket is null ? [] : [socket], cancellation).ConfigureAwait(false);
        return answer.ProcessId;
    }

    /// <summary>Connects a client to a container's streams; its socket is closed here.</summary>
    /// <param name="id">The container.</param>
    /// <param name="wish">Which of them.</param>
    /// <param name="socket">The client's socket.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task AttachAsync(string id, StreamWish wish, UnixSocket socket, CancellationToken cancellation) => AskAsync(
        request => new MessageWriter(MessageKind.Attach, request).Add(id).Add((byte)wish), [socket], cancellation);

    /// <summary>Sets the size of a terminal.</summary>
    /// <param name="id">The container.</param>
    /// <param name="execId">The exec; null for the container itself.</param>
    /// <param name="size">The size.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task ResizeAsync(string id, string? execId, WindowSize size, CancellationToken cancellation) => AskAsync(
        request => new MessageWriter(MessageKind.Resize, request).Add(id).Add(execId).Add(size.Rows).Add(size.Columns),
        [],
        cancellation);

    /// <summary>Sends a signal to an exec's process. What has ended is no error.</summary>
    /// <param name="id">The container.</param>
    /// <param name="execId">The exec.</param>
    /// <param name="signal">The signal's number.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task SignalAsync(string id, string execId, int signal, CancellationToken cancellation) => AskAsync(
        request => new MessageWriter(MessageKind.Signal, request).Add(id).Add(execId).Add((byte)signal), [], cancellation);

    /// <summary>All containers and execs that there are; the execs of a container follow it.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IReadOnlyList<KeptState>> ListAsync(CancellationToken cancellation)
    {
        PendingRequest answer = await AskAsync(static request => new MessageWriter(MessageKind.List, request), [], cancellation)
            .ConfigureAwait(false);
        return answer.States;
    }

    /// <summary>Acknowledges an end: the keeper forgets it. What it does not know is no error.</summary>
    /// <param name="id">The container.</param>
    /// <param name="execId">The exec; null for the container itself, with all that was in it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task ForgetAsync(string id, string? execId, CancellationToken cancellation) => AskAsync(
        request => new MessageWriter(MessageKind.Forget, request).Add(id).Add(execId), [], cancellation);

    /// <summary>Ends the connection; what the keeper keeps, it keeps.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isGone)
            {
                // The keeper has ended it, and its thread has closed it.
                return;
            }

            try
            {
                _socket.Shutdown(SocketShutdown.SHUT_RDWR);
            }
            catch (LinuxException)
            {
                // The keeper has ended it at this moment.
            }
        }
    }

    private async Task<PendingRequest> AskAsync(Func<uint, MessageWriter> write, UnixSocket[] sockets, CancellationToken cancellation)
    {
        var pending = new PendingRequest();
        uint number;
        try
        {
            lock (_lock)
            {
                number = ++_lastRequest;
                MessageWriter message = write(number);
                if (_isGone)
                {
                    throw Lost(null);
                }

                _pending.Add(number, pending);

                // It may wait for the keeper, whose thread waits for nothing: not for long.
                _socket.Send(message.Bytes, sockets);
            }
        }
        catch (LinuxException e)
        {
            throw Lost(e);
        }
        catch (ProtocolException e)
        {
            throw new KeeperException(KeeperFault.Other, e.Message, e);
        }
        finally
        {
            foreach (UnixSocket socket in sockets)
            {
                socket.Dispose();
            }
        }

        return await pending.Answered.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private static KeeperException Lost(Exception? cause) => new(KeeperFault.Gone, "the keeper is gone", cause);

    private void Receive()
    {
        byte[] buffer = new byte[KeeperLimits.MessageBytes];
        Exception? fault = null;
        try
        {
            while (true)
            {
                using ReceivedMessage received = _socket.Receive(buffer);
                if (received.Length == 0)
                {
                    break;
                }

                Take(new MessageReader(buffer.AsSpan(0, received.Length)));
            }
        }
        catch (Exception e) when (e is LinuxException or ProtocolException or ObjectDisposedException)
        {
            fault = e;
        }

        PendingRequest[] pending;
        lock (_lock)
        {
            _isGone = true;
            pending = [.. _pending.Values];
            _pending.Clear();
            _socket.Dispose();
        }

        foreach (PendingRequest request in pending)
        {
            request.Fail(Lost(fault));
        }

        _ends.Writer.TryComplete();
        _gone.TrySetResult();
    }

    private void Take(MessageReader message)
    {
        if (message.Kind == MessageKind.Ended)
        {
            _ends.Writer.TryWrite(StateMessages.ReadEnd(ref message));
            return;
        }

        PendingRequest? request;
        lock (_lock)
        {
            request = _pending.GetValueOrDefault(message.Request);
            if (message.Kind != MessageKind.State)
            {
                _pending.Remove(message.Request);
            }
        }

        switch (message.Kind)
        {
            case MessageKind.Hello:
                request?.Complete(message.UInt16(), message.Int32());
                break;
            case MessageKind.State:
                request?.States.Add(StateMessages.ReadState(ref message));
                break;
            case MessageKind.Started:
                request?.Complete(message.Int32(), message.Time());
                break;
            case MessageKind.Done:
                request?.Complete();
                break;
            case MessageKind.Failed:
                request?.Fail(new KeeperException((KeeperFault)message.Byte(), message.Text(KeeperLimits.MessageBytes)));
                break;
            default:
                // A later version's; nobody here waits for it.
                break;
        }
    }
}
