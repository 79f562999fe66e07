using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Networks;

/// <summary>A network namespace that stands for another host: a cable leads from it to the engine's network.</summary>
public sealed class OtherHost : IDisposable
{
    /// <summary>The address of this end of the cable.</summary>
    public const string Address = "192.0.2.2";

    /// <summary>The address of the engine's end.</summary>
    public const string EngineAddress = "192.0.2.1";

    private const string EngineLink = "here";

    private readonly OwnNetwork _engine;
    private readonly OwnNetwork _own = new();

    /// <summary>Makes the namespace and the cable.</summary>
    /// <param name="engine">The engine's network.</param>
    public OtherHost(OwnNetwork engine)
    {
        _engine = engine;
        try
        {
            string holder = _own.Path.Split('/')[2];
            _engine.Run("ip", "link", "add", EngineLink, "type", "veth", "peer", "name", "away", "netns", holder).Succeeded();
            _engine.Run("ip", "address", "add", $"{EngineAddress}/24", "dev", EngineLink).Succeeded();
            _engine.Run("ip", "link", "set", EngineLink, "up").Succeeded();
            _own.Run("ip", "address", "add", $"{Address}/24", "dev", "away").Succeeded();
            _own.Run("ip", "link", "set", "away", "up").Succeeded();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The program and options that run what follows on this host.</summary>
    public IReadOnlyList<string> Prefix => _own.Prefix;

    /// <summary>Runs a program on this host to its end.</summary>
    /// <param name="arguments">The program and its arguments.</param>
    public CommandResult Run(params IEnumerable<string> arguments) => _own.Run(arguments);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The kernel takes a namespace apart some time after its last process: the cable would be there until then.
        _engine.Run("ip", "link", "delete", EngineLink);
        _own.Dispose();
    }
}
