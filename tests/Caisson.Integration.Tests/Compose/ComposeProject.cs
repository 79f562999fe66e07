using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Compose;

/// <summary>A project's folder, and Debian's docker-compose in it.</summary>
public sealed class ComposeProject
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3 * TestRun.Slowness);
    private readonly EngineUnderTest _engine;
    private readonly CommandOptions _surroundings;
    private readonly string _program;

    /// <summary>Copies the project's folder; skips the test where docker-compose is not installed.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="name">The folder below Compose/Projects, and the project's name.</param>
    public ComposeProject(EngineUnderTest engine, string name)
    {
        _engine = engine;
        _program = Executables.Require("docker-compose", "docker-compose");
        _surroundings = engine.Surroundings with { WorkingFolder = StackImage.CopyOf(name), Timeout = Patience };
    }

    /// <summary>Runs docker-compose.</summary>
    /// <param name="arguments">The command, its options and arguments; words of the shell.</param>
    public CommandResult Call(string arguments) => _engine.Shell($"{_program} --no-ansi {arguments}", _surroundings);

    /// <summary>As <see cref="Call"/>, without waiting for the end.</summary>
    /// <param name="arguments">The command and its arguments.</param>
    public Command Begin(params IEnumerable<string> arguments) =>
        Command.Start(_surroundings, _engine.Network.Prefix[0], [.. _engine.Network.Prefix.Skip(1), _program, "--no-ansi", .. arguments]);

    /// <summary>Asks a published port of a service, until it answers.</summary>
    /// <param name="service">The service.</param>
    /// <param name="index">Which of its containers, from 1.</param>
    /// <param name="options">Further options of curl.</param>
    /// <returns>The lines of the page.</returns>
    public string[] Ask(string service, int index = 1, string options = "")
    {
        string address = Call($"port --index {index} {service} 80").Succeeded().Text.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
        CommandResult? answer = null;
        bool came = Wait.TryUntil(
            () => (answer = _engine.Shell($"curl -sf --max-time 20 {options} http://{address}/index.php")).ExitCode == 0, Patience);
        Assert.True(came, $"no answer from {service} at {address}: {answer}\n{Call("logs").Output}");
        return answer!.Lines;
    }
}
