using System.Net.Sockets;
using System.Text;
using Caisson.Api.Hijacking;
using Caisson.Api.Routing;
using Caisson.Api.Tests.Support;

namespace Caisson.Api.Tests.Hijacking;

public sealed class HijackTests
{
    private const string Upgrade = "Connection: Upgrade\r\nUpgrade: tcp\r\n";

    [Fact]
    public async Task Hijack_UpgradeWithBody_GivesTheBodyAndThenRawBytes()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(MapEcho);
        using Socket socket = api.Connect();
        await SendAsync(socket, Request(Upgrade + "Content-Type: application/json\r\n", """{"Name":"x"}"""));

        string head = await ApiUnderTest.ReadUntilAsync(socket, "\r\n\r\n");
        await SendAsync(socket, "hello\n");
        string answer = await ApiUnderTest.ReadUntilAsync(socket, "\n");

        Assert.StartsWith("HTTP/1.1 101 UPGRADED\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Api-Version: 1.50\r\n", head, StringComparison.Ordinal);
        Assert.Equal("x: hello\n", answer);
    }

    [Theory]
    [InlineData("Content-Length: 12\r\n\r\n{\"Name\":\"x\"}")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n{\"Nam\r\n7\r\ne\":\"x\"}\r\n0\r\n\r\n")]
    public async Task Hijack_WithoutUpgrade_AnswersTwoHundredAndRawBytes(string rest)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(MapEcho);
        using Socket socket = api.Connect();
        await SendAsync(socket, $"POST /echo HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\n{rest}");

        string head = await ApiUnderTest.ReadUntilAsync(socket, "\r\n\r\n");
        await SendAsync(socket, "hello\n");
        string answer = await ApiUnderTest.ReadUntilAsync(socket, "\n");

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("chunked", head, StringComparison.Ordinal);
        Assert.Equal("x: hello\n", answer);
    }

    [Fact]
    public async Task Hijack_BytesRightBehindTheRequest_AreRead()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(MapEcho);
        using Socket socket = api.Connect();
        await SendAsync(socket, Request(Upgrade, "") + "early\n");

        _ = await ApiUnderTest.ReadUntilAsync(socket, "\r\n\r\n");

        Assert.Equal(": early\n", await ApiUnderTest.ReadUntilAsync(socket, "\n"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hijack_HalfClose_OutputStillComes(bool isAtOnce)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(MapCount);
        using Socket socket = api.Connect();
        await SendAsync(socket, Request(Upgrade, ""));
        if (!isAtOnce)
        {
            _ = await ApiUnderTest.ReadUntilAsync(socket, "\r\n\r\n");
        }

        await SendAsync(socket, "12345");
        socket.Shutdown(SocketShutdown.Send);
        string answer = await ApiUnderTest.ReadAllAsync(socket);

        Assert.EndsWith("bytes: 5", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hijack_ClientGone_IsTold()
    {
        TaskCompletionSource<bool> lost = new();
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(routes => routes.Post("/echo", async call =>
        {
            HijackedStream client = await call.HijackAsync(StreamTypes.Raw);
            byte[] buffer = new byte[16];
            int count = await client.ReadAsync(buffer, client.Lost);
            lost.SetResult(count == 0 && client.Lost.IsCancellationRequested);
        }));
        using (Socket socket = api.Connect())
        {
            await SendAsync(socket, Request(Upgrade, ""));
            _ = await ApiUnderTest.ReadUntilAsync(socket, "\r\n\r\n");
        }

        Assert.True(await lost.Task.WaitAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Hijack_SlowClient_HoldsTheWriterUp()
    {
        const int Chunk = 64 << 10;
        const int Chunks = 1024;
        int written = 0;
        TaskCompletionSource failed = new();
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(routes => routes.Post("/echo", async call =>
        {
            HijackedStream client = await call.HijackAsync(StreamTypes.Raw);
            try
            {
                for (int i = 0; i < Chunks; i++)
                {
                    await client.WriteAsync(new byte[Chunk], client.Lost);
                    Interlocked.Increment(ref written);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                failed.SetResult();
            }
        }));
        using (Socket socket = api.Connect())
        {
            await SendAsync(socket, Request(Upgrade, ""));
            _ = await ApiUnderTest.ReadUntilAsync(socket, "\r\n\r\n");
            Assert.True(Volatile.Read(ref written) < Chunks / 2);
        }

        await failed.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(Volatile.Read(ref written) < Chunks / 2);
    }

    [Fact]
    public async Task Hijack_ServerStops_EndsIt()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(MapEcho);
        using Socket socket = api.Connect();
        await SendAsync(socket, Request(Upgrade, ""));
        _ = await ApiUnderTest.ReadUntilAsync(socket, "\r\n\r\n");

        await api.StopAsync();

        Assert.Equal(0, await socket.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Hijack_ErrorBefore_IsAnsweredWithAStatus()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(MapEcho);

        string answer = await api.SendAsync(Request(Upgrade + "Content-Type: application/json\r\n", "nonsense"));

        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\"message\":\"invalid JSON: ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hijack_OnConnectionThatWasUsed_Works()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(MapEcho);
        using Socket socket = api.Connect();
        await SendAsync(socket, "GET /text HTTP/1.1\r\nHost: d\r\n\r\n");
        _ = await ApiUnderTest.ReadUntilAsync(socket, "\r\n\r\ntext");
        await SendAsync(socket, Request(Upgrade, ""));

        _ = await ApiUnderTest.ReadUntilAsync(socket, "\r\n\r\n");
        await SendAsync(socket, "again\n");

        Assert.Equal(": again\n", await ApiUnderTest.ReadUntilAsync(socket, "\n"));
    }

    private static void MapEcho(RouteTable routes)
    {
        routes.Get("/text", call => call.TextAsync("text"));
        routes.Post("/echo", async call =>
        {
            Sample sample = await call.ReadJsonAsync(SampleJson.Wire.Sample) ?? new Sample();
            HijackedStream client = await call.HijackAsync(StreamTypes.Raw);
            byte[] buffer = new byte[1024];
            while (await client.ReadAsync(buffer, client.Lost) is var count and > 0)
            {
                await client.WriteAsync(Encoding.Latin1.GetBytes($"{sample.Name}: {Encoding.Latin1.GetString(buffer, 0, count)}"), client.Lost);
            }
        });
    }

    private static void MapCount(RouteTable routes) => routes.Post("/echo", async call =>
    {
        HijackedStream client = await call.HijackAsync(StreamTypes.Raw);
        byte[] buffer = new byte[1024];
        int sum = 0;
        while (await client.ReadAsync(buffer, client.Lost) is var count and > 0)
        {
            sum += count;
        }

        await client.WriteAsync(Encoding.Latin1.GetBytes($"bytes: {sum}"), client.Lost);
    });

    private static string Request(string headers, string body) =>
        $"POST /echo HTTP/1.1\r\nHost: d\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}";

    private static async Task SendAsync(Socket socket, string text) => await socket.SendAsync(Encoding.Latin1.GetBytes(text));
}
