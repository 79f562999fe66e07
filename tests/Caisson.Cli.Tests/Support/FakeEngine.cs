using System.Net.Sockets;
using System.Text;

namespace Caisson.Cli.Tests.Support;

/// <summary>Answers requests on a socket with what a test says, and keeps what was asked.</summary>
internal sealed class FakeEngine : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Dictionary<string, (int Status, string Body)> _answers = new(StringComparer.Ordinal);
    private readonly List<string> _requests = [];
    private readonly string _path;

    internal FakeEngine(string folder)
    {
        _path = Path.Combine(folder, $"{Guid.NewGuid():n}.sock");
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        _listener.Listen();
        _ = AcceptAsync();
    }

    /// <summary>What <c>--host</c> takes.</summary>
    internal string Address => $"unix://{_path}";

    /// <summary>The requests so far, with their bodies: <c>POST /containers/x/stop?t=1 {…}</c>.</summary>
    internal IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    /// <summary>Says what is answered.</summary>
    /// <param name="request">The method and the path without version and query.</param>
    /// <param name="body">The document.</param>
    /// <param name="status">The status.</param>
    internal FakeEngine Answer(string request, string body, int status = 200)
    {
        _answers[request] = (status, body);
        return this;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptAsync().ConfigureAwait(false));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using NetworkStream stream = new(socket, ownsSocket: true);
        using StreamReader reader = new(stream, Encoding.UTF8);
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { Length: > 0 } line)
        {
            int length = 0;
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { Length: > 0 } header)
            {
                length = header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase) ? int.Parse(header[15..]) : length;
            }

            char[] body = new char[length];
            if (length > 0)
            {
                await reader.ReadBlockAsync(body).ConfigureAwait(false);
            }

            string[] words = line.Split(' ');
            string target = words[1].StartsWith("/v", StringComparison.Ordinal) && !words[1].StartsWith("/version", StringComparison.Ordinal)
                ? words[1][words[1].IndexOf('/', 1)..]
                : words[1];
            (int status, string answer) = Find($"{words[0]} {target.Split('?')[0]}");
            if (target != "/_ping")
            {
                lock (_requests)
                {
                    _requests.Add($"{words[0]} {target} {new string(body)}".TrimEnd());
                }
            }

            byte[] data = Encoding.UTF8.GetBytes(words[0] == "HEAD" ? "" : answer);
            string head = $"HTTP/1.1 {status} X\r\nApi-Version: 1.50\r\nContent-Type: application/json\r\nContent-Length: {data.Length}\r\n\r\n";
            await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. data]).ConfigureAwait(false);
        }
    }

    private (int Status, string Body) Find(string request) =>
        request == "HEAD /_ping" ? (200, "")
        : _answers.TryGetValue(request, out (int, string) answer) ? answer
        : (404, $$"""{"message":"no answer to {{request}}"}""");
}
