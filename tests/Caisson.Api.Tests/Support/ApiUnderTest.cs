using System.Net.Sockets;
using System.Text;
using Caisson.Api.Hosting;
using Caisson.Api.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Caisson.Api.Tests.Support;

/// <summary>The real server, with routes of a test, on a unix socket in a folder of its own.</summary>
internal sealed class ApiUnderTest : IAsyncDisposable
{
    private const int Backlog = 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("caisson-api-").FullName;
    private readonly ApiServer _server;

    private ApiUnderTest(Action<RouteTable> map)
    {
        Path = System.IO.Path.Combine(_folder, "s");
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path));
        socket.Listen(Backlog);
        RouteTable routes = new();
        map(routes);
        _server = new ApiServer(routes, Metrics, "1.2.3", [new ApiListener(socket)], NullLoggerFactory.Instance);
    }

    /// <summary>The socket's path.</summary>
    internal string Path { get; }

    /// <summary>What is counted.</summary>
    internal CallMetrics Metrics { get; } = new();

    internal static async Task<ApiUnderTest> StartAsync(Action<RouteTable> map)
    {
        ApiUnderTest api = new(map);
        await api._server.StartAsync(TestContext.Current.CancellationToken);
        return api;
    }

    /// <summary>Connects.</summary>
    internal Socket Connect()
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(Path));
        return socket;
    }

    /// <summary>Sends a request as it is written, and reads until the server closes.</summary>
    internal async Task<string> SendAsync(string request)
    {
        using Socket socket = Connect();
        await socket.SendAsync(Encoding.Latin1.GetBytes(request));
        return await ReadAllAsync(socket);
    }

    /// <summary>Sends a request with a body, with the headers that it takes.</summary>
    internal Task<string> SendAsync(string line, string body, string headers = "Content-Type: application/json\r\n") =>
        SendAsync($"{line} HTTP/1.1\r\nHost: d\r\nConnection: close\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    /// <summary>Sends a request without a body.</summary>
    internal Task<string> GetAsync(string path) => SendAsync($"GET {path} HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n");

    /// <summary>Reads to the end.</summary>
    internal static async Task<string> ReadAllAsync(Socket socket)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken) is var count and > 0)
        {
            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    /// <summary>Reads until what has come ends with a text.</summary>
    internal static async Task<string> ReadUntilAsync(Socket socket, string end)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[1];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal)
            && await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken) > 0)
        {
            text.Append((char)buffer[0]);
        }

        return text.ToString();
    }

    /// <summary>Stops in order.</summary>
    internal async Task StopAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        await _server.StopAsync(patience.Token);
    }

    /// <summary>Stops in order, with all the patience of the world.</summary>
    internal Task StopPatientlyAsync() => _server.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
