using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Caisson.Images.Tests.Registry.Support;

/// <summary>A server of HTTP/1.1 on a loopback address that answers as a test says, right or wrong.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<TestRequest> _requests = [];
    private readonly List<Task> _connections = [];
    private readonly TcpListener _listener;
    private readonly X509Certificate2? _certificate;
    private readonly Func<TestRequest, TestResponse> _answer;
    private readonly Task _accepting;
    private bool _isDisposed;

    internal TestServer(Func<TestRequest, TestResponse> answer, string address = "127.0.0.1", X509Certificate2? certificate = null)
    {
        _answer = answer;
        _certificate = certificate;
        _listener = new TcpListener(IPAddress.Parse(address), 0);
        _listener.Start();
        Authority = $"{address}:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _accepting = AcceptAsync();
    }

    internal string Authority { get; }

    internal IReadOnlyList<TestRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Requests as <c>METHOD /path</c>.</summary>
    internal IEnumerable<string> Lines => Requests.Select(r => $"{r.Method} {r.Path}");

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _connections.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (_stop.IsCancellationRequested || e is SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    SslStream secure = new(stream);
                    await secure.AuthenticateAsServerAsync(
                        new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                    stream = secure;
                }

                await using BufferedStream buffered = new(stream, 64 << 10);
                while (await ReadAsync(buffered) is { } request)
                {
                    lock (_lock)
                    {
                        _requests.Add(request);
                    }

                    if (!await WriteAsync(buffered, request, _answer(request)))
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException
                or System.Security.Authentication.AuthenticationException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    private async Task<TestRequest?> ReadAsync(Stream stream)
    {
        string first = await LineAsync(stream);
        if (first.Length == 0)
        {
            return null;
        }

        string[] parts = first.Split(' ');
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        while (await LineAsync(stream) is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':');
            if (colon < 0)
            {
                // The client speaks TLS.
                return null;
            }

            string value = line[(colon + 1)..].Trim();
            string name = line[..colon];
            headers[name] = headers.TryGetValue(name, out string? before) ? $"{before}, {value}" : value;
        }

        byte[] body = new byte[headers.TryGetValue("Content-Length", out string? length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new TestRequest(parts[0], parts[1], headers, body);
    }

    private async Task<string> LineAsync(Stream stream)
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) > 0 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString().TrimEnd('\r');
    }

    // False where the connection is to be closed.
    private async Task<bool> WriteAsync(Stream stream, TestRequest request, TestResponse response)
    {
        if (response.Raw is { } raw)
        {
            await raw(stream, _stop.Token);
            return false;
        }

        StringBuilder head = new($"HTTP/1.1 {response.Status} Some Reason\r\n");
        response.Headers.ForEach(h => head.Append($"{h.Name}: {h.Value}\r\n"));
        long length = response.Length ?? response.Body.Length;
        bool hasBody = request.Method != "HEAD" && response.Status is not 204;
        head.Append(length < 0 ? "Transfer-Encoding: chunked\r\n" : response.Status == 204 ? "" : $"Content-Length: {length}\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), _stop.Token);
        if (hasBody && response.Stream is { } body)
        {
            await stream.FlushAsync(_stop.Token);
            await body(stream, _stop.Token);
            return false;
        }

        if (hasBody)
        {
            byte[] sent = response.Body[..(response.CutAfter ?? response.Body.Length)];
            if (length < 0)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{sent.Length:x}\r\n"), _stop.Token);
                await stream.WriteAsync(sent, _stop.Token);
                await stream.WriteAsync("\r\n0\r\n\r\n"u8.ToArray(), _stop.Token);
            }
            else
            {
                await stream.WriteAsync(sent, _stop.Token);
            }
        }

        await stream.FlushAsync(_stop.Token);
        return response.CutAfter is null && (response.Length is null or < 0 || !hasBody);
    }
}
