namespace Caisson.CommandLine.Tests.Golden;

/// <summary>Where an error goes, and how: containerd's shim, conmon and podman read it back.</summary>
public sealed class LogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("caisson-log").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData]
    [InlineData("--log-format", "json")]
    [InlineData("--log", "")]
    [InlineData("--log", "FILE")]
    [InlineData("--log=FILE", "--log-format=text")]
    [InlineData("--log", "FILE", "--log-format", "json")]
    [InlineData("--log", "/dev/stderr", "--log-format", "json")]
    [InlineData("--log", "/dev/null")]
    public void Log_UsageError_GoesWhereRuncPutsIt(params string[] options)
    {
        Tool runc = Tool.Runc();
        (Outcome expected, string expectedLog) = RunWithLog(runc, options);
        (Outcome actual, string actualLog) = RunWithLog(Tool.Caisson, options);
        Assert.Equal(expected.Status, actual.Status);
        Assert.Equal(runc.Normalise(expected.Error), Tool.Caisson.Normalise(actual.Error));
        Assert.Equal(runc.Normalise(expectedLog), Tool.Caisson.Normalise(actualLog));
    }

    [Fact]
    public void Log_SecondError_IsAppended()
    {
        string log = Path.Join(_folder, "log");
        File.WriteAllText(log, "before\n");
        Tool.Caisson.Run("--log", log, "--log-format", "json", "state");
        Tool.Caisson.Run("--log", log, "--log-format", "json", "start");
        string[] lines = File.ReadAllLines(log);
        Assert.Equal(3, lines.Length);
        Assert.Equal("before", lines[0]);
        Assert.Contains("\\\"start\\\" requires exactly 1", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Log_CannotBeOpened_IsToldOnStandardError()
    {
        Outcome outcome = Tool.Caisson.Run("--log", "/nonexistent/log", "state", "x");
        Assert.Equal(1, outcome.Status);
        Assert.Matches(
            "^time=\"[^\"]+\" level=error msg=\".*/nonexistent/log.*No such file or directory.*\"\n$", outcome.Error);
    }

    private (Outcome Outcome, string Log) RunWithLog(Tool tool, string[] options)
    {
        string log = Path.Join(_folder, tool.Name + ".log");
        Outcome outcome = tool.Run([.. options.Select(option => option.Replace("FILE", log)), "create", "a", "b"]);
        return (outcome, File.Exists(log) ? File.ReadAllText(log) : "");
    }
}
