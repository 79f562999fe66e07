using Caisson.Api.Streaming;
using Caisson.Api.Tests.Support;
using Caisson.Engine;
using Caisson.Images.Build;
using Caisson.Images.Registry;

namespace Caisson.Api.Tests.Streaming;

public sealed class ProgressStreamTests
{
    [Fact]
    public async Task Run_Lines_ComeInTheirOrder()
    {
        string answer = await RunAsync(stream =>
        {
            stream.Write(new ProgressMessage { Stream = "one\n" });
            stream.Write(new ProgressMessage { Status = "two", Id = "x" });
            return Task.CompletedTask;
        });

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("{\"stream\":\"one\\n\"}\r\n", answer, StringComparison.Ordinal);
        Assert.True(answer.IndexOf("one", StringComparison.Ordinal) < answer.IndexOf("{\"status\":\"two\",\"id\":\"x\"}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_NothingToTell_IsAnEmptyAnswer() =>
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await RunAsync(_ => Task.CompletedTask), StringComparison.Ordinal);

    [Fact]
    public async Task Run_FailsBeforeTheFirstLine_HasAStatus()
    {
        string answer = await RunAsync(_ => throw new EngineException(EngineErrorKind.NotFound, "no such thing"));

        Assert.StartsWith("HTTP/1.1 404 Not Found\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FailsAfterTheFirstLine_EndsWithTheError()
    {
        string answer = await RunAsync(stream =>
        {
            stream.Write(new ProgressMessage { Stream = "one\n" });
            throw new RunFailedException(["/bin/sh", "-c", "exit 3"], 3);
        });

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.Contains(
            "{\"errorDetail\":{\"code\":3,\"message\":\"The command '/bin/sh -c exit 3' returned a non-zero code: 3\"},"
            + "\"error\":\"The command '/bin/sh -c exit 3' returned a non-zero code: 3\"}", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_Bytes_AreToldWithABar()
    {
        string answer = await RunAsync(stream =>
        {
            TransferProgress progress = new(stream);
            progress.Report(new TransferEvent(TransferStage.Message, "Pulling from a", "latest"));
            progress.Report(new TransferEvent(TransferStage.Downloading, "Downloading", "abc", 500, 1000));
            progress.Report(new TransferEvent(TransferStage.Downloading, "Downloading", "abc", 501, 1000));
            progress.Report(new TransferEvent(TransferStage.Downloading, "Downloading", "abc", 1000, 1000));
            return Task.CompletedTask;
        });

        Assert.Contains("{\"status\":\"Pulling from a\",\"id\":\"latest\"}", answer, StringComparison.Ordinal);
        Assert.Contains("\"progressDetail\":{\"current\":500,\"total\":1000},\"progress\":\"[=========================>", answer, StringComparison.Ordinal);
        Assert.Contains("\"current\":1000,\"total\":1000", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("501", answer, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(Func<ProgressStream, Task> work)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(
            routes => routes.Get("/work", call => ProgressStream.RunAsync(call, work)));
        return await api.GetAsync("/work");
    }
}
