using System.Net.Security;
using System.Net.Sockets;

namespace Caisson.Api.Hosting;

/// <summary>A socket that listens already.</summary>
/// <param name="Socket">The socket, bound; the server takes it over.</param>
/// <param name="Tls">How connections are encrypted and clients prove who they are; null for unix sockets.</param>
public sealed record ApiListener(Socket Socket, SslServerAuthenticationOptions? Tls = null);
