using Caisson.Integration.Tests.Programs;

namespace Caisson.Integration.Tests.Attacks;

/// <summary>
/// A container whose program is an attacker that watches for processes joining it, and what it has found.
/// </summary>
public sealed class Watcher
{
    private readonly Container _container;

    /// <summary>Starts the container and waits until the attacker watches.</summary>
    /// <param name="container">The container, not created yet.</param>
    /// <param name="program">The attacker's program.</param>
    /// <param name="arguments">What it takes after its log and the file that ends it.</param>
    public Watcher(Container container, string program, params IEnumerable<string> arguments)
    {
        _container = container;
        SmallProgram.Install(program, container.Bundle);
        container.Bundle.WithArgs(["/bin/" + program, "/tmp/log", "/tmp/stop", .. arguments]);
        Command.Run("chmod", "0777", container.Bundle.InRoot("/tmp")).Succeeded();
        container.CreateAndStart();
        Wait.Until(() => Finds.Contains("ready"), "the attacker watches");
    }

    /// <summary>The container.</summary>
    public Container Container => _container;

    /// <summary>The lines of the attacker's log so far.</summary>
    public string[] Finds => File.Exists(Log) ? File.ReadAllLines(Log) : [];

    private string Log => _container.Bundle.InRoot("/tmp/log");

    /// <summary>Lets the attacker finish what it is at, and returns all that it found.</summary>
    public string[] Stop()
    {
        File.WriteAllText(_container.Bundle.InRoot("/tmp/stop"), "");
        _container.WaitFor("stopped");
        return [.. Finds.Skip(1)];
    }
}
