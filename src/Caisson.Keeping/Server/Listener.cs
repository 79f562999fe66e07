using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Processes;
using Caisson.Linux.Sockets;
using Caisson.Linux.Uapi;

namespace Caisson.Keeping.Server;

/// <summary>Takes connections, of root and of the keeper's own user alone.</summary>
internal sealed class Listener : EventSource
{
    private readonly UnixSocket _socket;
    private readonly Action<UnixSocket> _accepted;
    private readonly uint _own = (uint)Execution.EffectiveIds().User;

    internal Listener(EventLoop loop, UnixSocket socket, Action<UnixSocket> accepted)
    {
        _socket = socket;
        _accepted = accepted;
        socket.SetNonBlocking(true);
        loop.Add(this, socket, EpollEvents.EPOLLIN);
    }

    /// <inheritdoc/>
    internal override void OnEvents(EpollEvents events)
    {
        while (true)
        {
            UnixSocket connection;
            try
            {
                connection = _socket.Accept();
            }
            catch (LinuxException e) when (e.Errno is Errno.EAGAIN or Errno.ECONNABORTED or Errno.EMFILE or Errno.ENFILE)
            {
                return;
            }

            if (connection.GetPeerCredentials().UserId is var user && (user == 0 || user == _own))
            {
                _accepted(connection);
            }
            else
            {
                connection.Dispose();
            }
        }
    }
}
