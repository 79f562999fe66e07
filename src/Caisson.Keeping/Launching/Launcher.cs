using Caisson.Keeping.Protocol;
using Caisson.Keeping.Server;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;
using Caisson.Linux.Uapi;

namespace Caisson.Keeping.Launching;

/// <summary>The keeper's side of a launcher.</summary>
internal sealed class Launcher : EventSource, IDisposable
{
    private readonly EventLoop _loop;
    private readonly UnixSocket _channel;
    private Action<LaunchResult>? _done;

    private Launcher(EventLoop loop, UnixSocket channel)
    {
        _loop = loop;
        _channel = channel;
        channel.SetNonBlocking(true);
        loop.Add(this, channel, EpollEvents.EPOLLIN | EpollEvents.EPOLLRDHUP);
    }

    /// <summary>Whether it has told its result, or can't any more.</summary>
    internal bool IsDone { get; private set; }

    /// <summary>Starts the process, which waits for its job.</summary>
    internal static Launcher Start(EventLoop loop, Helper helper)
    {
        (UnixSocket ours, UnixSocket theirs) = UnixSocket.CreatePair(SocketKind.SOCK_SEQPACKET);
        using (theirs)
        {
            try
            {
                helper.StartLauncher(theirs);
                return new Launcher(loop, ours);
            }
            catch
            {
                ours.Dispose();
                throw;
            }
        }
    }

    /// <summary>Gives it its job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="input">The process's standard input.</param>
    /// <param name="output">Its standard output.</param>
    /// <param name="errors">Its standard error.</param>
    /// <param name="done">Takes the result, and owns it.</param>
    internal void Give(LaunchJob job, FileDescriptor input, FileDescriptor output, FileDescriptor errors, Action<LaunchResult> done)
    {
        _channel.Send(job.Write().Bytes, input, output, errors);
        _done = done;
    }

    /// <inheritdoc/>
    internal override void OnEvents(EpollEvents events) => Take();

    /// <summary>Takes the result, if it is there.</summary>
    internal void Take()
    {
        if (IsDone)
        {
            return;
        }

        LaunchResult result;
        try
        {
            byte[] bytes = _loop.MessageBuffer;
            using ReceivedMessage received = _channel.Receive(bytes, maxDescriptors: 1);
            result = received.Length == 0
                ? new LaunchResult { Failure = "the process that was to start it has ended too early" }
                : LaunchResult.Read(bytes.AsSpan(0, received.Length), received);
        }
        catch (LinuxException e) when (e.Errno == Errno.EAGAIN)
        {
            return;
        }
        catch (Exception e) when (e is LinuxException or ProtocolException)
        {
            result = new LaunchResult { Failure = e.Message };
        }

        IsDone = true;
        Dispose();
        if (_done is { } done)
        {
            done(result);
        }
        else
        {
            result.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        IsDone = true;
        _loop.Remove(this, _channel);
        _channel.Dispose();
    }
}
