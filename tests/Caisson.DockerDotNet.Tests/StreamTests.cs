using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Caisson.DockerDotNet.Tests;

/// <summary>Logs, attached containers, commands in containers, and archives: what comes and goes as streams.</summary>
public sealed class StreamTests(SharedEngine engine) : ClientTest(engine)
{
    [Fact]
    public async Task Logs_OfEndedContainer_KeepStreamsApart()
    {
        string id = await RunAsync("echo out; echo err >&2");
        await Client.Containers.WaitContainerAsync(id, Token);

        using MultiplexedStream logs = await Client.Containers.GetContainerLogsAsync(
            id, tty: false, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true }, Token);
        (string output, string error) = await logs.ReadOutputToEndAsync(Token);

        Assert.Equal(("out\n", "err\n"), (output, error));
    }

    [Fact]
    public async Task Logs_Followed_EndWithTheContainer()
    {
        string id = await RunAsync("for i in 1 2 3; do echo line $i; sleep 0.2; done");

        using MultiplexedStream logs = await Client.Containers.GetContainerLogsAsync(
            id, tty: false, new ContainerLogsParameters { ShowStdout = true, Follow = true }, Token);
        (string output, _) = await logs.ReadOutputToEndAsync(Token);

        Assert.Equal("line 1\nline 2\nline 3\n", output);
    }

    [Fact]
    public async Task Logs_TailAndTimestamps_AreAsAsked()
    {
        string id = await RunAsync("echo one; echo two");
        await Client.Containers.WaitContainerAsync(id, Token);

        using MultiplexedStream logs = await Client.Containers.GetContainerLogsAsync(
            id, tty: false, new ContainerLogsParameters { ShowStdout = true, Tail = "1", Timestamps = true }, Token);
        (string output, _) = await logs.ReadOutputToEndAsync(Token);

        string[] words = output.Split(' ');
        Assert.True(DateTimeOffset.TryParse(words[0], out _), output);
        Assert.Equal("two\n", words[1]);
    }

    [Fact]
    public async Task Attach_WithInput_AnswersAndEndsAfterHalfClose()
    {
        string id = await CreateAsync("while read line; do echo got $line; done; echo end", p =>
        {
            p.OpenStdin = true;
            p.StdinOnce = true;
            p.AttachStdin = true;
        });
        using MultiplexedStream stream = await Client.Containers.AttachContainerAsync(
            id, tty: false, new ContainerAttachParameters { Stream = true, Stdin = true, Stdout = true, Stderr = true }, Token);
        await Client.Containers.StartContainerAsync(id, new ContainerStartParameters(), Token);

        byte[] input = "one\ntwo\n"u8.ToArray();
        await stream.WriteAsync(input, 0, input.Length, Token);
        stream.CloseWrite();
        (string output, _) = await stream.ReadOutputToEndAsync(Token);

        Assert.Equal("got one\ngot two\nend\n", output);
    }

    [Fact]
    public async Task Exec_Command_HasOutputErrorAndExitCode()
    {
        string id = await RunAsync("exec sleep 1000");

        (string output, string error, long exitCode) = await ExecAsync(id, "sh", "-c", "echo out; echo err >&2; exit 5");

        Assert.Equal(("out\n", "err\n", 5), (output, error, exitCode));
    }

    [Fact]
    public async Task Exec_InTerminal_CanBeResized()
    {
        string id = await RunAsync("exec sleep 1000");
        ContainerExecCreateResponse exec = await Client.Exec.ExecCreateContainerAsync(
            id,
            new ContainerExecCreateParameters { AttachStdin = true, AttachStdout = true, Tty = true, Cmd = ["sh", "-c", "read x; stty size"] },
            Token);
        using MultiplexedStream stream = await Client.Exec.StartAndAttachContainerExecAsync(exec.ID, tty: true, Token);

        await Client.Exec.ResizeContainerExecTtyAsync(exec.ID, new ContainerResizeParameters { Height = 33, Width = 77 }, Token);
        byte[] input = "\n"u8.ToArray();
        await stream.WriteAsync(input, 0, input.Length, Token);
        (string output, _) = await stream.ReadOutputToEndAsync(Token);

        Assert.Contains("33 77", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_ManyAtOnce_AllAnswer()
    {
        string id = await RunAsync("exec sleep 1000");

        (string Output, string Error, long ExitCode)[] results = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => ExecAsync(id, "echo", $"number {i}")));

        Assert.Equal([.. Enumerable.Range(0, 20).Select(i => $"number {i}\n")], results.Select(r => r.Output));
    }

    [Fact]
    public async Task Archive_PutAndGet_IsTheSameFile()
    {
        string id = await CreateAsync("true");
        await Client.Containers.ExtractArchiveToContainerAsync(
            id, new ContainerPathStatParameters { Path = "/tmp" }, Archive(("note", "hello\n")), Token);

        GetArchiveFromContainerResponse got = await Client.Containers.GetArchiveFromContainerAsync(
            id, new GetArchiveFromContainerParameters { Path = "/tmp/note" }, statOnly: false, Token);

        Assert.Equal("note", got.Stat.Name);
        Assert.Equal(6, got.Stat.Size);
        await using Stream stream = got.Stream;
        await using var reader = new System.Formats.Tar.TarReader(stream);
        System.Formats.Tar.TarEntry entry = (await reader.GetNextEntryAsync(copyData: true, Token))!;
        using var text = new StreamReader(entry.DataStream!, Encoding.UTF8);
        Assert.Equal("hello\n", await text.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task Archive_MissingPath_IsNotFound()
    {
        string id = await CreateAsync("true");

        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() => Client.Containers.GetArchiveFromContainerAsync(
            id, new GetArchiveFromContainerParameters { Path = "/nothing" }, statOnly: false, Token));
    }

    [Fact]
    public async Task Export_OfAContainer_IsATarOfItsRoot()
    {
        string id = await CreateAsync("true");

        await using Stream stream = await Client.Containers.ExportContainerAsync(id, Token);
        await using var reader = new System.Formats.Tar.TarReader(stream);
        var names = new List<string>();
        while (await reader.GetNextEntryAsync(copyData: false, Token) is { } entry)
        {
            names.Add(entry.Name);
        }

        Assert.Contains("bin/busybox", names);
        Assert.Contains("etc/passwd", names);
    }
}
