using System.Text.Json.Nodes;
using Caisson.Cli.Options;

namespace Caisson.Cli.Settings;

/// <summary>All options that say what a container shall be like: those that <c>create</c> and <c>run</c> share.</summary>
internal sealed class ContainerFlags
{
    private readonly NetworkFlags _networks = new();
    private readonly FlagSection[] _sections;

    internal ContainerFlags() =>
        _sections = [Process, new IsolationFlags(), new ResourceFlags(), new DeviceFlags(), new HealthFlags(), new MountFlags(), _networks];

    /// <summary>What it runs.</summary>
    internal ProcessFlags Process { get; } = new();

    /// <summary>The options.</summary>
    internal IReadOnlyList<Flag> All => [.. _sections.SelectMany(s => s.All)];

    /// <summary>What the API is asked for.</summary>
    /// <param name="image">The image's name.</param>
    /// <param name="command">The command; the image's own where it is empty.</param>
    /// <exception cref="FormatException">The options say something that cannot be, or contradict each other.</exception>
    internal JsonObject Request(string image, IEnumerable<string> command)
    {
        JsonObject config = new() { ["Image"] = image };
        JsonObject host = [];
        foreach (FlagSection section in _sections)
        {
            section.Write(config, host);
        }

        config.Put("Cmd", command);
        config["HostConfig"] = host;
        config["NetworkingConfig"] = new JsonObject().Put("EndpointsConfig", _networks.Endpoints());
        return config;
    }
}
