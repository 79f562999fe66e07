using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Caisson.Integration.Tests.Durability;
using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Api;

/// <summary>What no client should send: an error as Docker's, in one line, and the engine goes on as if nothing had been.</summary>
public sealed class BadInputTests(SharedEngine shared) : IClassFixture<SharedEngine>
{
    private const int Connections = 500;
    private const int CutEvery = 7;
    private const long MostGrowth = 48 << 20;

    private EngineUnderTest Engine => shared.Engine;

    [Theory]
    [InlineData("POST /containers/create", "", "invalid JSON: got EOF while reading request body", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("POST /containers/create", "{\"Image\":", "invalid JSON: ")]
    [InlineData("POST /containers/create", "{\"Image\":5}", "invalid JSON: field Image: ")]
    [InlineData("POST /containers/create", "{\"Image\":\"busybox\",\"HostConfig\":{\"Memory\":\"much\"}}", "invalid JSON: field HostConfig.Memory: ")]
    [InlineData("POST /containers/create", "[]", "invalid JSON: ")]
    [InlineData("POST /containers/create", "{\"Image\":\"busybox\"} more", "unexpected content after JSON")]
    [InlineData("POST /containers/create", "a=b", "unsupported Content-Type header (text/plain): must be 'application/json'", "Content-Type: text/plain\r\n")]
    [InlineData("POST /containers/create?name=a/b", "{\"Image\":\"busybox\"}", "Invalid container name (a/b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed")]
    [InlineData("POST /containers/create?name=%00", "{\"Image\":\"busybox\"}", "Invalid container name (")]
    [InlineData("POST /volumes/create", "{\"Name\":\"../up\"}", "includes invalid characters for a local volume name")]
    [InlineData("POST /networks/create", "{\"Name\":\"\"}", "")]
    [InlineData("GET /containers/json?filters={\"nonsense\":[\"x\"]}", "", "invalid filter 'nonsense'")]
    [InlineData("GET /containers/json?filters={{", "", "invalid")]
    [InlineData("GET /containers/json?limit=many", "", "many")]
    [InlineData("GET /v1.99/info", "", "client version 1.99 is too new. Maximum supported API version is 1.50")]
    [InlineData("GET /v1.12/info", "", "client version 1.12 is too old. Minimum supported API version is 1.24")]
    public void Call_Malformed_IsAnswered400InOneLine(string line, string body, string message, string headers = "Content-Type: application/json\r\n")
    {
        bool isChunked = headers.Contains("chunked", StringComparison.Ordinal);
        byte[] request = isChunked
            ? Encoding.UTF8.GetBytes($"{line} HTTP/1.1\r\nHost: engine\r\n{headers}\r\n0\r\n\r\n")
            : RawCall.Request(line.Replace("{", "%7B", StringComparison.Ordinal).Replace("\"", "%22", StringComparison.Ordinal), body, headers);

        (int status, string answer) = RawCall.Send(Engine.Socket, request);

        Assert.Equal(400, status);
        string said = (string)JsonNode.Parse(answer)!["message"]!;
        Assert.Contains(message, said, StringComparison.Ordinal);
        Assert.NotEmpty(said);
        Assert.DoesNotContain('\n', said);
        Assert.DoesNotContain("System.", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /nothing", 404, "page not found")]
    [InlineData("PATCH /containers/json", 404, "page not found")]
    [InlineData("GET /containers/nothing/json", 404, "No such container: nothing")]
    [InlineData("POST /containers/nothing/start", 404, "No such container: nothing")]
    [InlineData("GET /images/nothing/json", 404, "No such image: nothing:latest")]
    [InlineData("GET /networks/nothing", 404, "network nothing not found")]
    [InlineData("GET /volumes/nothing", 404, "get nothing: no such volume")]
    [InlineData("GET /exec/nothing/json", 404, "No such exec instance: nothing")]
    [InlineData("GET /containers/..%2f..%2fetc/json", 404, "page not found")]
    public void Call_ForWhatIsNotThere_IsAnswered404(string line, int expected, string message)
    {
        (int status, string answer) = RawCall.Send(Engine.Socket, RawCall.Request(line));

        Assert.Equal(expected, status);
        Assert.Contains(message, (string)JsonNode.Parse(answer)!["message"]!, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Create_UnknownFields_AreIgnored()
    {
        string name = TestRun.NewName();
        (int status, _) = RawCall.Send(
            Engine.Socket, RawCall.Request($"POST /containers/create?name={name}", "{\"Image\":\"busybox\",\"New\":{\"a\":[1]},\"HostConfig\":{\"Newer\":null}}"));

        Assert.Equal(201, status);
        Engine.Docker("rm", name).Succeeded();
    }

    [Fact]
    public void Create_HugeBody_IsRefusedAndCostsLittle()
    {
        long before = EngineFootprint.OwnBytes(Engine.DaemonPid);
        string huge = "{\"Image\":\"" + new string('a', 64 << 20) + "\"}";
        string deep = string.Concat(Enumerable.Repeat("{\"HostConfig\":", 100_000));

        Assert.Equal(400, RawCall.Send(Engine.Socket, RawCall.Request("POST /containers/create", huge)).Status);
        Assert.Equal(400, RawCall.Send(Engine.Socket, RawCall.Request("POST /containers/create", deep)).Status);

        Assert.InRange(EngineFootprint.OwnBytes(Engine.DaemonPid), 0, before + MostGrowth);
    }

    [Fact]
    public void Clients_ThatHangUpAnywhere_LeaveNothing()
    {
        string name = TestRun.NewName();
        Engine.Docker("run", "-d", "--name", name, EngineUnderTest.Image, "sh", "-c", "while :; do echo line; sleep 0.05; done").Succeeded();
        string exec = (string)JsonNode.Parse(RawCall.Send(
            Engine.Socket, RawCall.Request($"POST /containers/{name}/exec", "{\"AttachStdin\":true,\"AttachStdout\":true,\"Cmd\":[\"cat\"]}")).Body)!["Id"]!;
        EngineFootprint before = EngineFootprint.Take(Engine);
        const string Upgrade = "Content-Type: application/json\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n";
        byte[][] requests =
        [
            RawCall.Request("GET /containers/json"),
            RawCall.Request($"GET /containers/{name}/logs?follow=1&stdout=1"),
            RawCall.Request($"GET /containers/{name}/stats"),
            RawCall.Request("GET /events"),
            RawCall.Request($"POST /containers/{name}/attach?stream=1&stdout=1&stdin=1", "", Upgrade),
            RawCall.Request($"POST /exec/{exec}/start", "{\"Detach\":false}", Upgrade),
            RawCall.Request($"POST /containers/{name}/wait"),
            RawCall.Request("POST /build?t=never", new string('x', 2000), "Content-Type: application/x-tar\r\n"),
            RawCall.Request("POST /images/load", new string('x', 2000), "Content-Type: application/x-tar\r\n"),
            RawCall.Request($"PUT /containers/{name}/archive?path=/tmp", new string('x', 2000), "Content-Type: application/x-tar\r\n"),
            RawCall.Request("POST /containers/create?name=never", "{\"Image\":\"no-such-image\"}"),
            RawCall.Request("POST /networks/create", "{\"Name\":\"\"}"),
        ];
        foreach (byte[] request in requests)
        {
            int step = Math.Max(CutEvery, request.Length / 20);
            for (int length = 1; length < request.Length; length += step)
            {
                RawCall.HangUp(Engine.Socket, request.AsSpan(0, length), reads: false);
            }

            RawCall.HangUp(Engine.Socket, request, reads: false);
            RawCall.HangUp(Engine.Socket, request, reads: !Encoding.UTF8.GetString(request).Contains("/wait", StringComparison.Ordinal)
                && !Encoding.UTF8.GetString(request).Contains("/events", StringComparison.Ordinal));
        }

        Assert.Equal("true", Engine.Inspect(name, "{{.State.Running}}"));
        Assert.DoesNotContain("internal error", Engine.DaemonLog, StringComparison.Ordinal);
        EngineFootprint after = before;
        bool isAsBefore = Wait.TryUntil(
            () =>
            {
                after = EngineFootprint.Take(Engine);
                return after.Since(before).Length == 0 && after.Descriptors.All(d => d.Value <= before.Descriptors[d.Key] + 4);
            },
            Command.Patience);
        Assert.True(
            isAsBefore,
            $"left: {string.Join(", ", after.Since(before))}; descriptors: {string.Join(", ", before.Descriptors)}, then {string.Join(", ", after.Descriptors)}");
        Engine.Docker("rm", "--force", name).Succeeded();
    }

    [Fact]
    public async Task Connections_FiveHundredAtOnce_AreAllAnswered()
    {
        int before = EngineFootprint.Take(Engine).Descriptors.Values.Sum();
        List<Socket> sockets = [];
        try
        {
            for (int i = 0; i < Connections; i++)
            {
                sockets.Add(RawCall.Connect(Engine.Socket));
            }

            byte[] request = RawCall.Request("GET /containers/json?all=1");
            string[] answers = await Task.WhenAll(sockets.Select(s => Task.Run(async () =>
            {
                await s.SendAsync(request, TestContext.Current.CancellationToken);
                byte[] buffer = new byte[64];
                int length = await s.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
                return Encoding.ASCII.GetString(buffer, 0, length).Split('\r')[0];
            })));

            Assert.All(answers, a => Assert.Equal("HTTP/1.1 200 OK", a));
            Engine.Docker("version").Succeeded();
        }
        finally
        {
            sockets.ForEach(s => s.Dispose());
        }

        Wait.Until(() => EngineFootprint.Take(Engine).Descriptors.Values.Sum() <= before + 4, "the connections' descriptors are closed");
    }
}
