using System.Net;
using System.Net.Sockets;
using Caisson.Api.Hijacking;
using Caisson.Api.Routing;
using Caisson.Engine;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Caisson.Api.Hosting;

/// <summary>The server of the API, on any number of sockets.</summary>
public sealed class ApiServer : IAsyncDisposable
{
    // As Go's server has it: a header of one megabyte in all.
    private const int MaxHeaderBytes = 1 << 20;
    private const int MaxHeaderCount = 1000;
    private const int Backlog = 4096;

    private static readonly TimeSpan HeaderTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestIdle = TimeSpan.FromDays(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<EndPoint, Socket> _sockets = [];
    private readonly KestrelServer _kestrel;
    private readonly ApiApplication _application;

    /// <summary>Makes a server for an engine.</summary>
    /// <param name="host">The engine.</param>
    /// <param name="listeners">Where it listens.</param>
    /// <param name="loggers">Where faults and, at debug, calls are logged.</param>
    public ApiServer(EngineHost host, IReadOnlyList<ApiListener> listeners, ILoggerFactory loggers)
        : this(host, new CallMetrics(), listeners, loggers)
    {
    }

    private ApiServer(EngineHost host, CallMetrics metrics, IReadOnlyList<ApiListener> listeners, ILoggerFactory loggers)
        : this(ApiRoutes.For(host, metrics), metrics, host.Options.Version, listeners, loggers)
    {
    }

    internal ApiServer(RouteTable routes, CallMetrics metrics, string version, IReadOnlyList<ApiListener> listeners, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(listeners);
        _application = new ApiApplication(
            routes, new CallHeaders(version), metrics, loggers.CreateLogger("api"), _stopping.Token);
        SocketTransportOptions transport = new()
        {
            Backlog = Backlog,
            CreateBoundListenSocket = endPoint => _sockets[endPoint],
        };
        KestrelServerOptions options = new() { AddServerHeader = false, AllowSynchronousIO = false };
        Limit(options.Limits);
        foreach (ApiListener listener in listeners)
        {
            Add(options, listener);
        }

        _kestrel = new KestrelServer(
            Options.Create(options), new SocketTransportFactory(Options.Create(transport), loggers), loggers);
    }

    /// <summary>Begins to answer.</summary>
    public Task StartAsync(CancellationToken cancellation) => _kestrel.StartAsync(_application, cancellation);

    /// <summary>Accepts nothing more, ends what streams, and lets other calls finish.</summary>
    /// <param name="patience">Ends these too.</param>
    public async Task StopAsync(CancellationToken patience)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _kestrel.StopAsync(patience).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _kestrel.Dispose();
        foreach (Socket socket in _sockets.Values)
        {
            socket.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static void Limit(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = null;
        limits.MaxRequestLineSize = MaxHeaderBytes;
        limits.MaxRequestBufferSize = MaxHeaderBytes;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestHeaderCount = MaxHeaderCount;
        limits.RequestHeadersTimeout = HeaderTimeout;

        // Clients keep connections for as long as they like, and streams are as slow as what they carry. An infinite time
        // would overflow where Kestrel adds it to the present, and end idle connections within a second.
        limits.KeepAliveTimeout = LongestIdle;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
    }

    private void Add(KestrelServerOptions options, ApiListener listener)
    {
        // The end point is a key only: Kestrel asks for the socket by it.
        IPEndPoint key = new(IPAddress.Loopback, _sockets.Count + 1);
        _sockets.Add(key, listener.Socket);
        options.Listen(key, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (listener.Tls is { } tls)
            {
                listen.Use(next => new TlsMiddleware(next, tls).OnConnectionAsync);
            }

            listen.Use(next => async connection =>
            {
                await using HijackableConnection hijackable = new(connection, _stopping.Token);
                await next(hijackable).ConfigureAwait(false);
            });
        });
    }
}
