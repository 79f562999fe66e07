using System.Globalization;
using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Durability;

/// <summary>A container that writes numbered lines for as long as it runs, and must not notice what happens to the daemon.</summary>
public sealed class WritingContainer
{
    private const string Script = "i=0; while :; do i=$((i+1)); echo line $i; usleep 10000; done";
    private const string What = "{{.State.Status}} {{.State.Pid}} {{.State.StartedAt}} {{.RestartCount}}";

    private readonly EngineUnderTest _engine;
    private readonly string _name;
    private readonly string _state;

    /// <summary>Starts it.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="name">Its name.</param>
    public WritingContainer(EngineUnderTest engine, string name)
    {
        _engine = engine;
        _name = name;
        engine.Docker("run", "--detach", "--name", name, EngineUnderTest.Image, "sh", "-c", Script).Succeeded();
        _state = engine.Inspect(name, What);
    }

    /// <summary>Fails the test unless it still runs, writes, and has every line in its log once.</summary>
    /// <param name="when">What happened, for the failure.</param>
    public void AssertUnharmed(string when)
    {
        string state = _engine.Inspect(_name, What);
        Assert.True(_state == state, $"{when}: {_name} was '{_state}' and is '{state}'");
        Assert.True(HostProcesses.IsAlive(int.Parse(_state.Split(' ')[1], CultureInfo.InvariantCulture)), $"{when}: {_name} is dead");
        string[] lines = _engine.Docker("logs", _name).Succeeded().Lines;
        Assert.NotEmpty(lines);
        for (int i = 0; i < lines.Length; i++)
        {
            string expected = "line " + (i + 1).ToString(CultureInfo.InvariantCulture);
            Assert.True(lines[i] == expected, $"{when}: line {i + 1} of {_name}'s log is '{lines[i]}', not '{expected}'");
        }

        Wait.Until(() => _engine.Docker("logs", "--tail", "1", _name).Text != lines[^1], $"{when}: {_name} goes on writing");
    }

    /// <summary>Removes it.</summary>
    public void Remove() => _engine.Docker("rm", "--force", _name).Succeeded();
}
