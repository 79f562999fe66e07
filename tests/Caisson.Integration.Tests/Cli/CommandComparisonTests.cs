using System.Text;
using Caisson.Integration.Tests.Comparison;
using Caisson.Integration.Tests.Engines;
using Caisson.Integration.Tests.Images.Support;

namespace Caisson.Integration.Tests.Cli;

/// <summary>
/// <c>caisson</c>, given the commands of the stock docker client with the same engine, writes the same and ends the same:
/// run, lifecycle, exec and attach, logs. With CAISSON_TEST_ENGINE=dockerd the engine is Debian's.
/// </summary>
public sealed class CommandComparisonTests : IClassFixture<HostStateGuard>
{
    private static readonly string[] Names = ["02-run", "03-lifecycle", "04-exec-attach", "05-logs"];

    // What commands have in them that the two clients are meant to differ in, and why.
    private static readonly Dictionary<string, string> Different = new(StringComparer.Ordinal)
    {
        ["docker checkpoint"] = "no wall of Caisson can be written to disk: there is no such command",
        ["--gpus"] = "is refused by the command itself",
        ["--mac-address"] = "the docker client refuses it for engines older than 1.44, which know it nevertheless",
        ["--platform"] = "pulls, and says so in words of its own",
    };

    [Fact]
    public void Commands_OfBothClients_AnswerAlike()
    {
        Scenario[] scenarios = [.. Scenario.All.Where(s => Names.Contains(s.Name)).Select(WithoutDifferent)];
        using EngineUnderTest engine = EngineUnderTest.Start();

        List<StepTranscript> expected = new ScenarioRun(engine, scenarios).RunAll();
        List<StepTranscript> actual = new ScenarioRun(engine, scenarios, MakeClientFolder()).RunAll();

        StringBuilder differences = new();
        foreach ((StepTranscript first, StepTranscript second) in expected.Zip(actual))
        {
            Assert.Equal(first.Command, second.Command);
            List<string> lines = LineDifference.Between([.. first.Lines.Select(Plain)], [.. second.Lines.Select(Plain)]);
            if (lines.Count > 0)
            {
                differences.AppendLine($"{first.Scenario}: $ {first.Command}").AppendJoin('\n', lines).AppendLine();
            }
        }

        Assert.Equal(expected.Count, actual.Count);
        Assert.True(differences.Length == 0, $"-: docker, +: caisson, with {engine.Name}:\n{differences}");
    }

    private static Scenario WithoutDifferent(Scenario scenario) => scenario with
    {
        Steps = [.. scenario.Steps.Where(s => !Different.Keys.Any(d => s.Command.Contains(d, StringComparison.Ordinal)))],
    };

    // A docker in front of the other one that is caisson, with a store of images of its own.
    private static string MakeClientFolder()
    {
        string root = new CaissonCommand().Root;
        string folder = TestRun.NewFolder();
        string script = Path.Combine(folder, "docker");
        File.WriteAllText(script, $"#!/bin/sh\nexec {CaissonCommand.Path} --root {root} \"$@\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    // The name of the program, and two slips of the docker client's in one of its sentences.
    private static string Plain(string line) => line
        .Replace("caisson", "docker", StringComparison.Ordinal)
        .Replace("! SRun 'docker", "! Run 'docker", StringComparison.Ordinal)
        .Replace("! See 'docker", "! Run 'docker", StringComparison.Ordinal);
}
