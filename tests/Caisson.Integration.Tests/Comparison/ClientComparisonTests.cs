using System.Text;
using System.Text.RegularExpressions;
using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Comparison;

/// <summary>
/// The stock docker client, given the same commands with Debian's dockerd and with Caisson, writes the same, but for
/// what Comparison/differences.txt lists. What both wrote is in out/tests/comparison. With CAISSON_TEST_ENGINE=dockerd, two
/// runs of dockerd are compared, which must not differ at all: that shows whether the commands and masks are right.
/// CAISSON_TEST_SCENARIOS=02,11 compares these files alone, for who works on them.
/// </summary>
public sealed partial class ClientComparisonTests : IClassFixture<HostStateGuard>
{
    private const int FewestCommands = 150;
    private const string ScenariosVariable = "CAISSON_TEST_SCENARIOS";

    // What the client has and the comparison leaves out, each with its reason.
    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["docker swarm init"] = "dockerd would become a swarm, which no engine here is",
        ["docker stack config"] = "reads a file and never asks the engine",
        ["docker trust"] = "asks a notary, and never the engine",
        ["docker context export"] = "the client's own file",
        ["docker context import"] = "the client's own file",
        ["docker context update"] = "the client's own file",
    };

    private static readonly IReadOnlyList<Scenario> Scenarios =
        Environment.GetEnvironmentVariable(ScenariosVariable) is { Length: > 0 } wanted
            ? [.. Scenario.All.Where(s => wanted.Split(',').Any(w => s.Name.StartsWith(w, StringComparison.Ordinal)))]
            : Scenario.All;

    [Fact]
    public async Task Commands_OfEveryKind_AnswerAsDockerdDoes()
    {
        Task<List<StepTranscript>> reference = Task.Run(() => RunOn(() => new DockerdUnderTest().StartWithImage()));
        Task<List<StepTranscript>> subject = Task.Run(() => RunOn(EngineUnderTest.Start));
        List<StepTranscript> expected = await reference;
        List<StepTranscript> actual = await subject;
        Save("dockerd", expected);
        Save("subject", actual);

        bool isSelf = Environment.GetEnvironmentVariable(EngineUnderTest.Variable) == DockerdUnderTest.EngineName;
        IReadOnlyList<AllowedDifference> allowed = isSelf ? [] : AllowedDifference.All;
        var report = new StringBuilder();
        foreach ((StepTranscript first, StepTranscript second) in Pair(expected, actual))
        {
            string[] unexplained =
            [
                .. LineDifference.Between(first.Lines, second.Lines)
                    .Where(l => !allowed.Aggregate(false, (is0, a) => a.Explains(first.Command, l) || is0)),
            ];
            if (unexplained.Length > 0)
            {
                report.AppendLine($"{first.Scenario}: $ {first.Command}").AppendJoin('\n', unexplained).AppendLine().AppendLine();
            }
        }

        string differences = report.ToString();
        File.WriteAllText(Path.Combine(OutputFolder(), "differences"), differences);
        string[] past = Scenarios.Count < Scenario.All.Count ? [] : [.. allowed.Where(a => !a.IsOptional).SelectMany(a => a.Lines.Where(l => !l.HasOccurred).Select(l => $"in {a.Commands}: {l.Text}"))];
        Assert.True(differences.Length == 0, $"not listed (-: dockerd, +: subject):\n{differences}");
        Assert.True(past.Length == 0, $"listed in differences.txt, but no longer there:\n{string.Join('\n', past)}");
    }

    [Fact]
    public void Commands_OfScenarios_CoverTheClient()
    {
        string[] commands = [.. Scenario.All.SelectMany(s => s.Steps).Select(s => s.Command)];
        int compared = Scenario.All.SelectMany(s => s.Steps).Count(s => s.IsCompared && s.Command.Contains("docker ", StringComparison.Ordinal));
        string client = Executables.Require("docker", "docker.io");

        IEnumerable<string> missing = SubCommands(client, [])
            .Where(s => !commands.Any(c => c.Contains(s, StringComparison.Ordinal)) && !LeftOut.Keys.Any(l => s.StartsWith(l, StringComparison.Ordinal)));

        Assert.True(compared >= FewestCommands, $"only {compared} commands");
        Assert.Empty(missing);
    }

    private static IEnumerable<string> SubCommands(string client, string[] path)
    {
        string help = Command.Run(client, [.. path, "--help"]).Succeeded().Output;
        string[] names = [.. SubCommand().Matches(help).Select(m => m.Groups[1].Value)];
        return names.Length == 0
            ? [string.Join(' ', ["docker", .. path])]
            : names.SelectMany(n => SubCommands(client, [.. path, n]));
    }

    private static List<StepTranscript> RunOn(Func<EngineUnderTest> start)
    {
        using EngineUnderTest engine = start();
        return new ScenarioRun(engine, Scenarios).RunAll();
    }

    // A step that prepares is in the list of one engine only where it failed there.
    private static IEnumerable<(StepTranscript First, StepTranscript Second)> Pair(
        List<StepTranscript> expected, List<StepTranscript> actual)
    {
        int i = 0;
        int j = 0;
        foreach (Scenario scenario in Scenarios)
        {
            foreach (ScenarioStep step in scenario.Steps)
            {
                StepTranscript? first = i < expected.Count && Is(expected[i], scenario, step) ? expected[i++] : null;
                StepTranscript? second = j < actual.Count && Is(actual[j], scenario, step) ? actual[j++] : null;
                if (first is not null || second is not null)
                {
                    var none = new StepTranscript(scenario.Name, step.Command, []);
                    yield return (first ?? none, second ?? none);
                }
            }
        }
    }

    private static bool Is(StepTranscript transcript, Scenario scenario, ScenarioStep step) =>
        transcript.Scenario == scenario.Name && transcript.Command == step.Command;

    private static void Save(string name, IEnumerable<StepTranscript> transcripts) =>
        File.WriteAllText(Path.Combine(OutputFolder(), name), string.Join('\n', transcripts));

    private static string OutputFolder() =>
        Directory.CreateDirectory(Path.Combine(Executables.Checkout, "out", "tests", "comparison")).FullName;

    [GeneratedRegex(@"^  ([a-z][a-z-]*)\*?  +[A-Z]", RegexOptions.Multiline)]
    private static partial Regex SubCommand();
}
