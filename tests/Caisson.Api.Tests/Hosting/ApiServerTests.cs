using System.Net.Sockets;
using System.Text;
using Caisson.Api.Requests;
using Caisson.Api.Routing;
using Caisson.Api.Tests.Support;
using Caisson.Engine;
using Caisson.Images;

namespace Caisson.Api.Tests.Hosting;

public sealed class ApiServerTests
{
    [Theory]
    [InlineData("/nothing")]
    [InlineData("/v1.41/nothing")]
    [InlineData("/v1.99/nothing")]
    [InlineData("/")]
    public async Task Request_UnknownPath_IsPageNotFound(string path)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Map);

        string answer = await api.GetAsync(path);

        Assert.StartsWith("HTTP/1.1 404 Not Found\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n{\"message\":\"page not found\"}\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_Any_HasTheEnginesHeaders()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Map);

        string answer = await api.GetAsync("/v1.30/version-of");

        Assert.Contains("Api-Version: 1.50\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Ostype: linux\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Docker-Experimental: false\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Server: Caisson/1.2.3 (linux)\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n1.30", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_ThatWaits_StaysOpen()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Map);
        using Socket client = api.Connect();
        await client.SendAsync("GET /v1.30/version-of HTTP/1.1\r\nHost: d\r\n\r\n"u8.ToArray());
        Assert.EndsWith("1.30", await ApiUnderTest.ReadUntilAsync(client, "\r\n\r\n1.30"), StringComparison.Ordinal);

        // Longer than a beat of Kestrel's clock, at which it closes what has waited for too long.
        Assert.False(client.Poll(TimeSpan.FromSeconds(2.5), SelectMode.SelectRead), "the server has closed the connection");
    }

    [Theory]
    [InlineData("/v1.99/version-of", "client version 1.99 is too new. Maximum supported API version is 1.50")]
    [InlineData("/v1.1/version-of", "client version 1.1 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version")]
    public async Task Request_OtherVersion_IsRefused(string path, string message)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Map);

        string answer = await api.GetAsync(path);

        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith($"{{\"message\":\"{message}\"}}\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("engine", 404, "no such thing")]
    [InlineData("image", 409, "it is in use")]
    [InlineData("bug", 500, "internal error: InvalidOperationException: something is wrong")]
    public async Task Request_HandlerThrows_IsAnswered(string kind, int status, string message)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Map);

        string answer = await api.GetAsync($"/throw/{kind}");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.EndsWith($"{{\"message\":\"{message}\"}}\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", "unsupported Content-Type header (text/plain): must be 'application/json'")]
    [InlineData("", "malformed Content-Type header (): mime: no media type")]
    public async Task Body_OtherType_IsRefused(string type, string message)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Map);

        string answer = await api.SendAsync("POST /sample", "{}", type.Length == 0 ? "" : $"Content-Type: {type}\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.EndsWith($"{{\"message\":\"{message}\"}}\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Type: application/json; charset=utf-8\r\n", """{"name":"x"}""", "x")]
    [InlineData("Content-Type: application/json\r\n", "", "none")]
    [InlineData("", "", "none")]
    [InlineData("Content-Type: application/json\r\n", "null", "none")]
    public async Task Body_Accepted_IsRead(string headers, string body, string expected)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Map);

        Assert.EndsWith($"\r\n\r\n{expected}", await api.SendAsync("POST /sample", body, headers), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_LargerThanAllowed_IsRefusedBeforeItHasCome()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Map);

        string answer = await api.SendAsync(
            $"POST /sample HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {JsonBody.MaxBytes + 1}\r\n\r\n");

        Assert.Contains("the request's body is larger than 8 MiB", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_EndlessChunks_AreRefused()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Map);
        using Socket socket = api.Connect();
        await socket.SendAsync(Encoding.Latin1.GetBytes(
            "POST /sample HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"));
        byte[] chunk = Encoding.Latin1.GetBytes($"10000\r\n{new string(' ', 0x10000)}\r\n");
        Task<string> answer = ApiUnderTest.ReadUntilAsync(socket, "}\n");
        try
        {
            while (!answer.IsCompleted)
            {
                await socket.SendAsync(chunk);
            }
        }
        catch (SocketException)
        {
            // The server has stopped listening to it.
        }

        Assert.Contains("the request's body is larger than 8 MiB", await answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("GET / HTTP/9.9\r\n\r\n")]
    [InlineData("GET /sample HTTP/1.1\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("GET /sample HTTP/1.1\r\nbroken header\r\n\r\n")]
    [InlineData("POST /sample HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\nzzz\r\n")]
    [InlineData("\0\u0001\u0002\u0003\r\n\r\n")]
    public async Task Request_Malformed_IsRefusedAndTheServerGoesOn(string request)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Map);

        string answer = await api.SendAsync(request);

        Assert.StartsWith("HTTP/1.1 ", answer, StringComparison.Ordinal);
        Assert.NotEqual('2', answer["HTTP/1.1 ".Length]);
        Assert.EndsWith("1.50", await api.GetAsync("/version-of"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ClientHangsUp_CancelsItsWork()
    {
        TaskCompletionSource started = new();
        TaskCompletionSource cancelled = new();
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(routes => routes.Get("/wait", async call =>
        {
            started.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, call.Gone);
            }
            finally
            {
                cancelled.SetResult();
            }
        }));
        using (Socket socket = api.Connect())
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes("GET /wait HTTP/1.1\r\nHost: d\r\n\r\n"));
            await started.Task.WaitAsync(TestContext.Current.CancellationToken);
        }

        await cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Stream_ServerStops_IsCutOff()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(routes => routes.Get("/stream", async call =>
        {
            Stream output = await call.StreamAsync();
            await output.WriteAsync("first\n"u8.ToArray(), call.Gone);
            await output.FlushAsync(call.Gone);
            await Task.Delay(Timeout.Infinite, call.Gone);
        }));
        using Socket socket = api.Connect();
        await socket.SendAsync(Encoding.Latin1.GetBytes("GET /stream HTTP/1.1\r\nHost: d\r\n\r\n"));
        string head = await ApiUnderTest.ReadUntilAsync(socket, "first\n");

        await api.StopAsync();

        Assert.Contains("Transfer-Encoding: chunked\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\n0\r\n\r\n", await RestOrResetAsync(socket), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST /sample HTTP/1.1\r\nHost")]
    [InlineData("POST /sample HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")]
    [InlineData("POST /sample HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")]
    public async Task Request_HalfSentWhenTheServerStops_IsNotWaitedFor(string half)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Map);
        using Socket socket = api.Connect();
        await socket.SendAsync(Encoding.Latin1.GetBytes(half));

        // Somebody else's whole request: by its answer the server has taken the half one.
        Assert.EndsWith("1.50", await api.GetAsync("/version-of"), StringComparison.Ordinal);
        await api.StopPatientlyAsync();

        Assert.Equal("", await RestOrResetAsync(socket));
    }

    [Fact]
    public async Task Request_InWorkWhenTheServerStops_IsAnswered()
    {
        TaskCompletionSource begun = new();
        TaskCompletionSource end = new();
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(routes => routes.Get("/work", async call =>
        {
            begun.SetResult();
            await end.Task;
            await call.TextAsync("done");
        }));
        Task<string> answer = api.GetAsync("/work");
        await begun.Task;

        Task stopped = api.StopPatientlyAsync();
        end.SetResult();
        await stopped;

        Assert.EndsWith("done", await answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_ServerStops_IsGivenUp()
    {
        TaskCompletionSource begun = new();
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(routes => routes.Get("/endless", call =>
        {
            begun.SetResult();
            return call.UntilStoppingAsync(Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken));
        }));
        Task<string> answer = api.GetAsync("/endless");
        await begun.Task;

        await api.StopPatientlyAsync();

        Assert.StartsWith("HTTP/1.1 503 ", await answer, StringComparison.Ordinal);
        Assert.EndsWith("{\"message\":\"the engine is shutting down\"}\n", await answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_FiveHundredConnections_AnswersAll()
    {
        const int Connections = 500;
        TaskCompletionSource all = new();
        int waiting = 0;
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(routes => routes.Get("/together", async call =>
        {
            if (Interlocked.Increment(ref waiting) == Connections)
            {
                all.SetResult();
            }

            await all.Task.WaitAsync(call.Gone);
            await call.TextAsync("together");
        }));

        string[] answers = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => api.GetAsync("/together")));

        Assert.All(answers, a => Assert.EndsWith("together", a, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_EncodedSlash_IsASlash()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Map);

        Assert.EndsWith("\r\n\r\na/b c", await api.GetAsync("/v1.50/named/a%2Fb%20c/json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_Calls_AreCountedByRoute()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Map);
        _ = await api.GetAsync("/named/a/json");
        _ = await api.GetAsync("/v1.41/named/b/json");
        _ = await api.GetAsync("/made-up");
        List<string> counted = [];

        await api.StopAsync();
        api.Metrics.ForEach((method, pattern, status, counts, _) => counted.Add($"{method} {pattern} {status} {counts.ToArray().Sum()}"));

        Assert.Equal(["  404 1", "GET /named/{name:.*}/json 200 2"], counted.Order(StringComparer.Ordinal));
    }

    private static async Task<string> RestOrResetAsync(Socket socket)
    {
        try
        {
            return await ApiUnderTest.ReadAllAsync(socket);
        }
        catch (SocketException)
        {
            return "";
        }
    }

    private static void Map(RouteTable routes)
    {
        routes.Get("/version-of", call => call.TextAsync(call.Version.ToString()));
        routes.Get("/named/{name:.*}/json", call => call.TextAsync(call["name"]));
        routes.Get("/throw/{kind}", call => throw (call["kind"] switch
        {
            "engine" => new EngineException(EngineErrorKind.NotFound, "no such thing"),
            "image" => new ImageException(ImageErrorKind.Conflict, "it is in use"),
            _ => new InvalidOperationException("something\nis wrong"),
        }));
        routes.Post("/sample", async call =>
        {
            Sample? sample = await call.ReadJsonAsync(SampleJson.Wire.Sample);
            await call.TextAsync(sample?.Name ?? "none");
        });
    }
}
