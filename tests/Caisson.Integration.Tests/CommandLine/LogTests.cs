using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.CommandLine;

/// <summary>--log, --log-format and --debug: where engines read why a runtime failed.</summary>
public sealed class LogTests : IntegrationTest
{
    public static TheoryData<string> Runtimes => OciRuntime.Both;

    private string LogFile => Path.Combine(Folder, "log");

    [Theory, MemberData(nameof(Runtimes))]
    public void Log_Json_HoldsTheErrorLast(string runtime)
    {
        Container container = New(new Bundle().WithArgs("/nope"), OciRuntime.Named(runtime));
        container.GlobalOptions = ["--log", LogFile, "--log-format", "json"];

        CommandResult result = container.Create().Exited(1);

        JsonNode last = JsonNode.Parse(File.ReadAllLines(LogFile)[^1])!;
        Assert.Equal("error", (string?)last["level"]);
        Assert.Contains("/nope", (string)last["msg"]!);
        Assert.True((DateTime.UtcNow - DateTime.Parse((string)last["time"]!).ToUniversalTime()).Duration() < TimeSpan.FromMinutes(5));
        Assert.Contains((string)last["msg"]!, result.Error);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Log_Text_HoldsTheErrorLast(string runtime)
    {
        Container container = New(new Bundle().WithArgs("/nope"), OciRuntime.Named(runtime));
        container.GlobalOptions = ["--log", LogFile];

        container.Create().Exited(1);

        string last = File.ReadAllLines(LogFile)[^1];
        Assert.Matches("^time=\"[^\"]+\" level=error msg=\".*/nope", last);
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Log_SecondRun_IsAppended(string runtime)
    {
        Container container = New(new Bundle(), OciRuntime.Named(runtime));
        container.GlobalOptions = ["--log", LogFile, "--log-format", "json"];

        container.Start().Exited(1);
        container.Start().Exited(1);

        Assert.Equal(2, File.ReadAllLines(LogFile).Count(l => l.Contains("\"error\"")));
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Log_Debug_SaysMore(string runtime)
    {
        Container container = New(new Bundle(), OciRuntime.Named(runtime));
        container.GlobalOptions = ["--debug", "--log", LogFile, "--log-format", "json"];

        container.Run().Succeeded();

        Assert.All(File.ReadAllLines(LogFile), l => Assert.NotNull(JsonNode.Parse(l)));
        Assert.Contains(File.ReadAllLines(LogFile), l => (string?)JsonNode.Parse(l)!["level"] == "debug");
    }

    [Theory, MemberData(nameof(Runtimes))]
    public void Log_ExecFails_HoldsTheError(string runtime)
    {
        Container container = New(new Bundle().WithLongLife(), OciRuntime.Named(runtime));
        container.CreateAndStart();
        container.GlobalOptions = ["--log", LogFile, "--log-format", "json"];

        container.Exec("/nope").Exited(255);

        Assert.Contains("/nope", (string?)JsonNode.Parse(File.ReadAllLines(LogFile)[^1])!["msg"]);
    }
}
