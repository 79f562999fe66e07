using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Comparison;

/// <summary>Runs scenarios on one engine and keeps what the commands wrote, masked.</summary>
/// <param name="engine">The engine.</param>
/// <param name="scenarios">The scenarios; all of them where null.</param>
/// <param name="clientFolder">A folder with another <c>docker</c>; null for the stock one.</param>
public sealed class ScenarioRun(EngineUnderTest engine, IReadOnlyList<Scenario>? scenarios = null, string? clientFolder = null)
{
    // In seconds. A command that takes longer ends with exit code 124, which the other engine's does not.
    private const int Longest = 20;
    private const int OwnPort = 5000;
    private const int PasswordPort = 5001;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Runs all scenarios; what each leaves is removed before the next.</summary>
    /// <returns>For each step that is compared, its name and its lines.</returns>
    public List<StepTranscript> RunAll()
    {
        using var open = new NetworkRegistry(engine.Network, OwnPort, hasPasswords: false);
        using var closed = new NetworkRegistry(engine.Network, PasswordPort, hasPasswords: true);
        var transcripts = new List<StepTranscript>();
        foreach (Scenario scenario in scenarios ?? Scenario.All)
        {
            string folder = Path.Combine(engine.Folder, clientFolder is null ? "work" : "work-of-other", scenario.Name);
            Directory.CreateDirectory(folder);
            CommandOptions surroundings = engine.Surroundings with { WorkingFolder = folder, Environment = Variables() };
            foreach (ScenarioStep step in scenario.Steps)
            {
                if (RunStep(step, surroundings) is { } lines)
                {
                    transcripts.Add(new StepTranscript(scenario.Name, step.Command, lines));
                }
            }

            Clean(engine.Surroundings with { WorkingFolder = folder });
        }

        return transcripts;
    }

    private Dictionary<string, string> Variables()
    {
        Dictionary<string, string> variables = new(engine.Surroundings.Environment);
        if (clientFolder is not null)
        {
            variables["PATH"] = $"{clientFolder}:{Environment.GetEnvironmentVariable("PATH")}";
        }

        return variables;
    }

    private string[]? RunStep(ScenarioStep step, CommandOptions surroundings)
    {
        CommandResult? result = null;
        if (step.Has("until"))
        {
            bool came = Wait.TryUntil(() => (result = engine.Shell(step.Command, surroundings)).ExitCode == 0, LongestWait);
            return came ? null : [$"this did not come to hold: {result}"];
        }

        result = engine.Shell($"exec timeout -k 1 {Longest} sh -c '{step.Command.Replace("'", "'\\''", StringComparison.Ordinal)}'", surroundings);
        return step.IsCompared ? new Mask(engine, surroundings.WorkingFolder!).Apply(step, result)
            : result.ExitCode == 0 ? null : [$"this failed: {result}"];
    }

    private void Clean(CommandOptions surroundings) => engine.Shell(
        $"""
        docker image inspect {EngineUnderTest.Image} > /dev/null || docker load --input {BusyboxImage.Archive}
        docker ps -aq | xargs -r docker rm -fv
        docker images -aq --no-trunc | sort -u | grep -v "$(docker images -q --no-trunc {EngineUnderTest.Image})" | xargs -r docker rmi -f
        docker image prune -f
        docker network prune -f
        docker volume ls -q | xargs -r docker volume rm -f
        """,
        surroundings);
}
