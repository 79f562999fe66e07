using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Streams;

/// <summary>Standard streams through the stock client: every byte, both ends, whoever is slow or leaves.</summary>
public sealed class StreamTests(SharedEngine shared) : IClassFixture<SharedEngine>
{
    private const int RandomBytes = 3_000_000;

    [Fact]
    public void Run_InputAndOutput_AreBinarySafe()
    {
        string file = WriteRandom();
        CommandResult result = shared.Engine.Shell($"docker run -i --rm --network none {EngineUnderTest.Image} cat < {file} | cmp - {file}");

        result.Succeeded();
    }

    [Fact]
    public void Exec_InputAndOutput_AreBinarySafe()
    {
        string file = WriteRandom();
        string id = Begin("sleep", "1000");

        shared.Engine.Shell($"docker exec -i {id} cat < {file} | cmp - {file}").Succeeded();
    }

    [Fact]
    public void Run_ClientEndsItsInput_OutputGoesOn()
    {
        CommandResult result = shared.Engine.Shell(
            $"echo typed | docker run -i --rm --network none {EngineUnderTest.Image} sh -c 'cat; sleep 0.3; echo late'").Succeeded();

        Assert.Equal(["typed", "late"], result.Lines);
    }

    [Fact]
    public void Run_BothOutputs_AreApart()
    {
        CommandResult result = shared.Engine.Docker(
            "run", "--rm", "--network", "none", EngineUnderTest.Image, "sh", "-c", "echo out; echo err >&2; exit 7").Exited(7);

        Assert.Equal(("out\n", "err\n"), (result.Output, result.Error));
    }

    [Theory]
    [InlineData("nonesuch", 127, "executable file not found in $PATH")]
    [InlineData("/etc/passwd", 126, "permission denied")]
    [InlineData("/no/such", 127, "no such file or directory")]
    public void Run_ProgramThatCannotRun_HasDockersExitCode(string program, int code, string text)
    {
        CommandResult result = shared.Engine.Docker("run", "--rm", "--network", "none", EngineUnderTest.Image, program).Exited(code);

        Assert.Contains(text, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonesuch", 127, "executable file not found in $PATH")]
    [InlineData("/etc/passwd", 126, "permission denied")]
    public void Exec_ProgramThatCannotRun_HasDockersExitCode(string program, int code, string text)
    {
        CommandResult result = shared.Engine.Docker("exec", Begin("sleep", "1000"), program).Exited(code);

        Assert.Contains(text, result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Attach_SlowClient_LosesNothingAndTheLogHasAll()
    {
        const int Lines = 300_000;
        string id = Begin("sh", "-c", $"sleep 1; seq {Lines}");

        CommandResult result = shared.Engine.Shell($"docker attach {id} | (sleep 3; cat) | md5sum; seq {Lines} | md5sum; docker logs {id} | md5sum").Succeeded();

        Assert.Single(result.Lines.Distinct());
    }

    [Fact]
    public void Attach_ClientIsKilledWhileItDoesNotRead_ContainerGoesOn()
    {
        string id = Begin("sh", "-c", "sleep 1; seq 1000000; echo done");
        shared.Engine.Shell($"(docker attach {id} & echo $! > pid; wait) | sleep 2; kill -9 $(cat pid); true");

        shared.Engine.Docker("wait", id).Succeeded();

        Assert.Equal("done", shared.Engine.Docker("logs", "--tail", "1", id).Succeeded().Text);
    }

    [Fact]
    public void Exec_ProgramsLeftBehind_DoNotHoldTheClient()
    {
        string id = Begin("sleep", "1000");

        Assert.Equal("now", shared.Engine.Docker("exec", id, "sh", "-c", "(sleep 100; echo later) & echo now").Succeeded().Text);
    }

    [Fact]
    public void Logs_FollowAcrossRotation_HasEveryLine()
    {
        const int Lines = 3000;
        string id = shared.Engine.Docker(
            "run", "-d", "--network", "none", "--log-opt", "max-size=20k", "--log-opt", "max-file=100", "--log-opt", "compress=true",
            EngineUnderTest.Image, "sh", "-c", $"sleep 1; seq {Lines}").Succeeded().Text;

        Assert.Equal(Lines, shared.Engine.Docker("logs", "-f", id).Succeeded().Lines.Length);
        Assert.Equal(Lines, shared.Engine.Docker("logs", id).Succeeded().Lines.Length);
        Assert.Equal(["2999", "3000"], shared.Engine.Docker("logs", "--tail", "2", id).Succeeded().Lines);
        shared.Engine.Docker("rm", id).Succeeded();
    }

    private string Begin(params string[] command) => shared.Engine.Docker(
        ["run", "-d", "--network", "none", EngineUnderTest.Image, .. command]).Succeeded().Text;

    private static string WriteRandom()
    {
        string path = Path.Combine(TestRun.NewFolder(), "random");
        byte[] bytes = new byte[RandomBytes];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
