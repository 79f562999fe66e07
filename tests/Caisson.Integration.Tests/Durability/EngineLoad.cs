using System.Globalization;
using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Durability;

/// <summary>
/// What clients do to an engine at once until it is killed, each writing down what was acknowledged: containers that are
/// made and removed, such that end by themselves meanwhile, networks, volumes, builds, pulls, readers of logs, commands in
/// containers.
/// </summary>
public sealed class EngineLoad : IDisposable
{
    private const int Enders = 3;
    private const int FirstExitCode = 40;

    private readonly EngineUnderTest _engine;
    private readonly string _folder = TestRun.NewFolder();
    private readonly string _prefix;
    private Command[] _clients;

    /// <summary>Starts the clients.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="round">The number in the names of what they make.</param>
    public EngineLoad(EngineUnderTest engine, int round)
    {
        _engine = engine;
        _prefix = "r" + round.ToString(CultureInfo.InvariantCulture);
        for (int i = 0; i < Enders; i++)
        {
            // They end while the daemon is there, while it is not, or after it has come back.
            string script = string.Create(CultureInfo.InvariantCulture, $"echo begin; sleep 0.{(i * 3) + 2}; echo end; exit {FirstExitCode + i}");
            engine.Docker("run", "--detach", "--name", Ender(i), EngineUnderTest.Image, "sh", "-c", script).Succeeded();
        }

        _clients =
        [
            Begin($"i=0; while :; do i=$((i+1)); docker run -d --name {_prefix}-a$i busybox sleep 1000 && echo $i >> made || break; done"),
            Begin($"i=0; while :; do i=$((i+1)); docker create --name {_prefix}-b$i busybox true && docker rm {_prefix}-b$i && echo $i >> removed || break; done"),
            Begin($"i=0; while :; do i=$((i+1)); docker run --name {_prefix}-c$i busybox sh -c 'exit 9'; [ $? = 9 ] && echo $i >> ended || break; done"),
            Begin($"i=0; while :; do i=$((i+1)); printf 'FROM busybox\\nRUN echo {_prefix} %s > /f; usleep 50000\\n' $i | docker build -q - || break; done"),
            Begin("while :; do docker pull -q 127.0.0.1:5000/pulled && docker rmi 127.0.0.1:5000/pulled || break; done"),
            Begin($"i=0; while :; do i=$((i+1)); docker network create {_prefix}-n$i && docker network rm {_prefix}-n$i || break; done"),
            Begin($"i=0; while :; do i=$((i+1)); docker run --rm -v /data --name {_prefix}-d$i busybox true || break; done"),
            Begin("while :; do docker logs -f --tail 5 writer0 || break; done"),
            Begin("while :; do docker exec writer1 true || break; docker kill -s CONT writer2 || break; done"),
        ];
    }

    /// <summary>Ends the clients, whose daemon is gone.</summary>
    public void Stop()
    {
        foreach (Command client in _clients)
        {
            client.Dispose();
        }

        _clients = [];
    }

    /// <summary>Fails the test unless all that was acknowledged is so.</summary>
    /// <param name="when">What happened, for the failure.</param>
    /// <param name="patience">How long a container may take to end.</param>
    public void AssertKept(string when, TimeSpan patience)
    {
        for (int i = 0; i < Enders; i++)
        {
            string state = "";
            string expected = string.Create(CultureInfo.InvariantCulture, $"exited {FirstExitCode + i}");
            Wait.TryUntil(() => (state = State(Ender(i))).StartsWith("exited", StringComparison.Ordinal), patience);
            Assert.True(state == expected, $"{when}: {Ender(i)} is '{state}', not '{expected}'");
            Assert.Equal("begin\nend\n", _engine.Docker("logs", Ender(i)).Succeeded().Output);
        }

        AssertAll(when, [.. Acknowledged("made").Select(n => $"{_prefix}-a{n}")], "running 0");
        AssertAll(when, [.. Acknowledged("ended").Select(n => $"{_prefix}-c{n}")], "exited 9");
        string[] all = _engine.Docker("ps", "--all", "--format", "{{.Names}}").Succeeded().Lines;
        string[] back = [.. Acknowledged("removed").Select(n => $"{_prefix}-b{n}").Intersect(all)];
        Assert.True(back.Length == 0, $"{when}: removed, and back again: {string.Join(' ', back)}");

        // The image is there or is not; what is there is whole.
        if (_engine.Docker("image", "inspect", "127.0.0.1:5000/pulled").ExitCode == 0)
        {
            _engine.Docker("run", "--rm", "127.0.0.1:5000/pulled", "true").Succeeded();
        }
    }

    /// <summary>Removes all that the clients have made, known or not.</summary>
    public void Remove()
    {
        string[] made = [.. _engine.Docker("ps", "--all", "--format", "{{.Names}}").Succeeded().Lines
            .Where(n => !n.StartsWith("writer", StringComparison.Ordinal))];
        if (made.Length > 0)
        {
            _engine.Docker(["rm", "--force", .. made]).Succeeded();
        }

        _engine.Docker("network", "prune", "--force").Succeeded();
        _engine.Docker("volume", "prune", "--force").Succeeded();
        _engine.Docker("rmi", "--force", "127.0.0.1:5000/pulled");
        _engine.Docker("image", "prune", "--force").Succeeded();
        _engine.Docker("builder", "prune", "--all", "--force").Succeeded();
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    private string Ender(int number) => $"{_prefix}-end{number.ToString(CultureInfo.InvariantCulture)}";

    private void AssertAll(string when, string[] names, string state)
    {
        string[] expected = [.. names.Select(n => $"/{n} {state}")];
        string[] actual = names.Length == 0 ? [] : _engine.Docker(
            ["container", "inspect", "--format", "{{.Name}} {{.State.Status}} {{.State.ExitCode}}", .. names]).Lines;
        Assert.True(
            expected.SequenceEqual(actual, StringComparer.Ordinal),
            $"{when}: {string.Join(", ", expected.Except(actual))} expected, but found {string.Join(", ", actual.Except(expected))}");
    }

    private string State(string name) =>
        _engine.Docker("container", "inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", name).Text;

    private string[] Acknowledged(string file)
    {
        string path = Path.Combine(_folder, file);
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    private Command Begin(string script) => Command.Start(
        _engine.Surroundings with { WorkingFolder = _folder },
        _engine.Network.Prefix[0],
        [.. _engine.Network.Prefix.Skip(1), "sh", "-c", script]);
}
