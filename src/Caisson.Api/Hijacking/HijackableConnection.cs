using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Caisson.Api.Hijacking;

/// <summary>
/// A connection between the transport and Kestrel's HTTP: it can be taken away from HTTP, and a client that asks for that may
/// end its own side without losing the answer.
/// </summary>
internal sealed class HijackableConnection : ConnectionContext, IHijackFeature
{
    private readonly ConnectionContext _inner;
    private readonly RequestScanner _scanner = new();
    private readonly TapReader _reader;
    private readonly TapWriter _writer;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationTokenRegistration _innerClosed;
    private CancellationTokenSource? _lost;
    private volatile bool _hasInputEnded;
    private CancellationTokenRegistration _innerLost;

    internal HijackableConnection(ConnectionContext inner, CancellationToken stopping)
    {
        _inner = inner;
        _stopping = stopping;
        _reader = new TapReader(inner.Transport.Input, _scanner, OnLooked, Abort, stopping);
        _writer = new TapWriter(inner.Transport.Output);
        Transport = new Pipes(_reader, _writer);
        ConnectionClosed = _closed.Token;
        inner.Features.Set<IHijackFeature>(this);
        _innerClosed = inner.ConnectionClosed.UnsafeRegister(
            static connection => ((HijackableConnection)connection!).OnInputEnded(), this);
    }

    /// <inheritdoc/>
    public override string ConnectionId { get => _inner.ConnectionId; set => _inner.ConnectionId = value; }

    /// <inheritdoc/>
    public override IFeatureCollection Features => _inner.Features;

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items { get => _inner.Items; set => _inner.Items = value; }

    /// <inheritdoc/>
    public override IDuplexPipe Transport { get; set; }

    /// <inheritdoc/>
    public override EndPoint? LocalEndPoint { get => _inner.LocalEndPoint; set => _inner.LocalEndPoint = value; }

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint { get => _inner.RemoteEndPoint; set => _inner.RemoteEndPoint = value; }

    /// <inheritdoc/>
    public override CancellationToken ConnectionClosed { get; set; }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        _inner.Abort(abortReason);
        Cancel(_closed);
        Cancel(_lost);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        // The source of the token stays: Kestrel may still look at it.
        await _innerClosed.DisposeAsync().ConfigureAwait(false);
        await _innerLost.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<HijackedStream> HijackAsync(HttpContext http, string contentType)
    {
        bool isUpgrade = http.Request.Headers.Upgrade.Count > 0;
        StringBuilder head = new();
        head.Append(isUpgrade ? "HTTP/1.1 101 UPGRADED\r\n" : "HTTP/1.1 200 OK\r\n");
        head.Append("Content-Type: ").Append(contentType).Append("\r\n");
        if (isUpgrade)
        {
            head.Append("Connection: Upgrade\r\nUpgrade: tcp\r\n");
        }

        foreach (KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues> header in http.Response.Headers)
        {
            head.Append(header.Key).Append(": ").Append(header.Value.ToString()).Append("\r\n");
        }

        head.Append("\r\n");
        return await HijackAsync(head).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<HijackedStream> HijackWebSocketAsync(HttpContext http, string accept) => HijackAsync(new StringBuilder()
        .Append("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ")
        .Append(accept)
        .Append("\r\n\r\n"));

    private async Task<HijackedStream> HijackAsync(StringBuilder head)
    {
        _lost = CancellationTokenSource.CreateLinkedTokenSource(_stopping);
        _innerLost = _stopping.UnsafeRegister(static connection => ((HijackableConnection)connection!).Abort(), this);
        _reader.Hijack();
        _writer.Hijack();
        HijackedStream stream = new(_reader.Inner, _writer.Inner, _lost, IsPeerGone);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.ToString()), _lost.Token).ConfigureAwait(false);
        return stream;
    }

    private new void Abort() => Abort(new ConnectionAbortedException("the engine ends"));

    // The end of a client's input: for plain requests it means that nobody waits for the answer, as Go's server has it.
    private void OnInputEnded()
    {
        _hasInputEnded = true;
        Interlocked.MemoryBarrier();
        OnLooked();
    }

    // The end may be there before the request has been read: then it is decided with that.
    private void OnLooked()
    {
        if (_hasInputEnded && _scanner.SawRequest && _lost is null && (!_scanner.SawUpgrade || IsPeerGone()))
        {
            Cancel(_closed);
        }
    }

    // A client that has closed its socket looks like one that ended its side; but to a unix socket without a peer nothing
    // can be sent, not even nothing.
    private bool IsPeerGone()
    {
        if (_inner.Features.Get<IConnectionSocketFeature>()?.Socket is not { AddressFamily: AddressFamily.Unix } socket)
        {
            return false;
        }

        try
        {
            _ = socket.Send(ReadOnlySpan<byte>.Empty, SocketFlags.None, out SocketError error);
            return error is not (SocketError.Success or SocketError.WouldBlock);
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private static void Cancel(CancellationTokenSource? source)
    {
        // Callbacks are Kestrel's and the handlers': none of them may run on the transport's thread.
        if (source is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static s => s.Cancel(), source, preferLocal: false);
        }
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
