using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Caisson.Images.Registry.Endpoints;

namespace Caisson.Images.Registry.Http;

/// <summary>
/// Opens connections, and knows where they lead: a registry on the internet has no business sending this machine to its
/// own services or to those of its local network.
/// </summary>
/// <remarks>It looks at the addresses that are connected to, so that no name that resolves differently the next time gets
/// by it. Where a proxy is in between, the proxy resolves names, and only addresses in URLs are seen.</remarks>
internal sealed class AddressGuard
{
    // How long an address may take to answer where there is another to try.
    private static readonly TimeSpan AddressTimeout = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, AddressScope> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<IPAddress, AddressScope> _scopeOf;

    /// <param name="scopeOf">Tells addresses apart; tests have no internet.</param>
    internal AddressGuard(Func<IPAddress, AddressScope> scopeOf) => _scopeOf = scopeOf;

    /// <summary>Whether a server is on the internet, as far as is known after a connection to it.</summary>
    internal bool IsPublic(Uri server) => NetworkAddresses.TryParse(server.IdnHost) is { } address
        ? _scopeOf(address) == AddressScope.Public
        : !NetworkAddresses.IsLoopback(server.IdnHost)
            && (!_seen.TryGetValue(server.IdnHost, out AddressScope scope) || scope == AddressScope.Public);

    /// <summary>Refuses a URL that by its text alone leads to this machine or its local network.</summary>
    internal void Check(Uri target)
    {
        if (NetworkAddresses.IsLoopback(target.IdnHost)
            || (NetworkAddresses.TryParse(target.IdnHost) is { } address && _scopeOf(address) != AddressScope.Public))
        {
            throw Refused(target.Host);
        }
    }

    /// <summary>Opens a connection.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="publicOnly">Whether to refuse addresses that are not the internet's.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    internal async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, bool publicOnly, CancellationToken cancellation)
    {
        DnsEndPoint target = context.DnsEndPoint;
        bool isDirect = string.Equals(
            target.Host.Trim('[', ']'), context.InitialRequestMessage.RequestUri?.IdnHost, StringComparison.OrdinalIgnoreCase);
        IPAddress[] addresses = NetworkAddresses.TryParse(target.Host) is { } literal
            ? [literal]
            : await Dns.GetHostAddressesAsync(target.Host, cancellation);
        Exception? failure = null;
        for (int i = 0; i < addresses.Length; i++)
        {
            AddressScope scope = _scopeOf(addresses[i]);
            if (isDirect && publicOnly && scope != AddressScope.Public)
            {
                failure = Refused(target.Host);
                continue;
            }

            try
            {
                Stream stream = await ConnectAsync(
                    new IPEndPoint(addresses[i], target.Port), isLast: i == addresses.Length - 1, cancellation);
                if (isDirect)
                {
                    _seen[target.Host] = scope;
                }

                return stream;
            }
            catch (SocketException e)
            {
                failure = e;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                failure = new SocketException((int)SocketError.TimedOut);
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static async Task<Stream> ConnectAsync(IPEndPoint address, bool isLast, CancellationToken cancellation)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (!isLast)
            {
                timer.CancelAfter(AddressTimeout);
            }

            await socket.ConnectAsync(address, timer.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static ImageException Refused(string host) => new(
        ImageErrorKind.InvalidContent,
        $"the registry sends its client to {host}, which is an address of this machine or of its local network: refused");
}
