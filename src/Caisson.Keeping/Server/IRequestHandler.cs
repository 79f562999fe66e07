using Caisson.Keeping.Protocol;
using Caisson.Linux.Sockets;

namespace Caisson.Keeping.Server;

/// <summary>Does what comes over connections.</summary>
internal interface IRequestHandler
{
    /// <summary>A message has come.</summary>
    /// <param name="connection">Over which connection.</param>
    /// <param name="message">The message, its head taken.</param>
    /// <param name="received">The descriptors that came along; those that are not taken are closed.</param>
    /// <exception cref="ProtocolException">It breaks the rules.</exception>
    public void OnMessage(Connection connection, MessageReader message, ReceivedMessage received);

    /// <summary>A connection has ended.</summary>
    public void OnClosed(Connection connection);
}
