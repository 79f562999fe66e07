using System.Net;
using System.Net.Sockets;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Namespaces;

namespace Caisson.Network.Names;

/// <summary>The name server of one container, until this is disposed.</summary>
public sealed class NameService : IDisposable
{
    private const int MaxQueryBytes = 1500;
    private const int MaxForwarded = 256;
    private const int MaxConnections = 32;
    private static readonly TimeSpan IdleConnection = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly NameTable _names;
    private readonly Forwarder _forwarder;
    private readonly FileDescriptor _namespace;
    private readonly Socket _udp;
    private readonly Socket _tcp;
    private readonly CancellationTokenSource _end = new();
    private volatile ResolverSettings _settings;
    private int _forwarded;
    private int _connections;

    internal NameService(
        NameTable names, NamespaceThread threads, FileDescriptor descriptor, Socket udp, Socket tcp, ResolverSettings settings)
    {
        _names = names;
        _forwarder = new Forwarder(threads, descriptor);
        _namespace = descriptor;
        _udp = udp;
        _tcp = tcp;
        _settings = settings;
    }

    /// <summary>What it does for the container; it can change at any time.</summary>
    public ResolverSettings Settings
    {
        get => _settings;
        set => _settings = value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_end.IsCancellationRequested)
        {
            _end.Cancel();
            _udp.Dispose();
            _tcp.Dispose();
            _namespace.Dispose();
        }
    }

    internal void Start()
    {
        _ = ServeUdpAsync();
        _ = ServeTcpAsync();
    }

    /// <summary>Answers from what is known here.</summary>
    /// <returns>Null if somebody else has to be asked.</returns>
    internal static byte[]? AnswerLocally(
        NameTable names, ResolverSettings settings, ReadOnlySpan<byte> query, DnsQuestion question, int limitBytes)
    {
        if (question.Class != 1)
        {
            return null;
        }

        if (question.Type == DnsMessage.TypePtr)
        {
            return DnsMessage.TryParseReverse(question.Name, out IPAddress? address)
                && settings.Networks.Select(n => names.FindName(n, address!)).FirstOrDefault(static n => n is not null) is { } name
                ? DnsMessage.Answer(query, question, name)
                : null;
        }

        string wanted = settings.Links.GetValueOrDefault(question.Name, question.Name);
        foreach (string network in settings.Networks)
        {
            if (names.Find(network, wanted) is { } addresses)
            {
                return DnsMessage.Answer(query, question, addresses, limitBytes);
            }
        }

        return null;
    }

    private async Task ServeUdpAsync()
    {
        byte[] buffer = new byte[MaxQueryBytes];
        SocketAddress from = new(AddressFamily.InterNetwork);
        while (!_end.IsCancellationRequested)
        {
            try
            {
                int count = await _udp.ReceiveFromAsync(buffer, SocketFlags.None, from, _end.Token).ConfigureAwait(false);
                if (Take(buffer.AsSpan(0, count), isTcp: false, out byte[]? answer, out DnsQuestion question))
                {
                    await _udp.SendToAsync(answer!, SocketFlags.None, from, _end.Token).ConfigureAwait(false);
                }
                else if (question.EndOffset > 0)
                {
                    ForwardUdp(buffer.AsSpan(0, count).ToArray(), question, from);
                }
            }
            catch (SocketException) when (!_end.IsCancellationRequested)
            {
                // An answer could not be sent: whoever asked has closed its socket.
                await Task.Yield();
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    /// <returns>Whether there is an answer; if there is a question without one, somebody else has to be asked.</returns>
    private bool Take(ReadOnlySpan<byte> query, bool isTcp, out byte[]? answer, out DnsQuestion question)
    {
        if (!DnsMessage.TryReadQuery(query, out question, out int error))
        {
            answer = error == 0 ? null : DnsMessage.Error(query, error);
            question = default;
            return answer is not null;
        }

        ResolverSettings settings = _settings;
        answer = AnswerLocally(_names, settings, query, question, isTcp ? ushort.MaxValue : question.MaxAnswerBytes);
        if (answer is null && settings.Upstreams.Count == 0)
        {
            answer = DnsMessage.Error(query, DnsMessage.ServerFailure);
        }

        return answer is not null;
    }

    private void ForwardUdp(byte[] query, DnsQuestion question, SocketAddress from)
    {
        if (Interlocked.Increment(ref _forwarded) > MaxForwarded)
        {
            // Whoever asks that much waits for nothing, and asks again.
            Interlocked.Decrement(ref _forwarded);
            return;
        }

        SocketAddress to = new(from.Family, from.Size);
        from.Buffer.Span[..from.Size].CopyTo(to.Buffer.Span);
        _ = ForwardUdpAsync(query, question, to);
    }

    private async Task ForwardUdpAsync(byte[] query, DnsQuestion question, SocketAddress to)
    {
        try
        {
            byte[] answer = await _forwarder.AskAsync(_settings.Upstreams, query, question, false, _end.Token).ConfigureAwait(false);
            await _udp.SendToAsync(answer, SocketFlags.None, to, _end.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The container is gone, or whoever asked.
        }
        finally
        {
            Interlocked.Decrement(ref _forwarded);
        }
    }

    private async Task ServeTcpAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                Socket client = await _tcp.AcceptAsync(_end.Token).ConfigureAwait(false);
                if (Interlocked.Increment(ref _connections) > MaxConnections)
                {
                    Interlocked.Decrement(ref _connections);
                    client.Dispose();
                }
                else
                {
                    _ = ServeConnectionAsync(client);
                }
            }
            catch (SocketException) when (!_end.IsCancellationRequested)
            {
                // There may be no descriptors: later there may be.
                await Task.Delay(Pause, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeConnectionAsync(Socket client)
    {
        using (client)
        {
            try
            {
                while (true)
                {
                    using var idle = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
                    idle.CancelAfter(IdleConnection);
                    byte[]? query = await TcpMessages.ReadAsync(client, MaxQueryBytes, idle.Token).ConfigureAwait(false);
                    if (query is null)
                    {
                        return;
                    }

                    bool isAnswered = Take(query, isTcp: true, out byte[]? answer, out DnsQuestion question);
                    if (!isAnswered && question.EndOffset == 0)
                    {
                        return;
                    }

                    answer ??= await _forwarder.AskAsync(_settings.Upstreams, query, question, true, _end.Token).ConfigureAwait(false);
                    await TcpMessages.WriteAsync(client, answer, _end.Token).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // The client is gone, or slow.
            }
            finally
            {
                Interlocked.Decrement(ref _connections);
            }
        }
    }
}
