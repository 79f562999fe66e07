using System.Text.Json.Nodes;
using Caisson.Cli.Options;

namespace Caisson.Cli.Settings;

/// <summary>Some of the options that say what a container shall be like.</summary>
internal abstract class FlagSection
{
    /// <summary>The options.</summary>
    internal abstract IReadOnlyList<Flag> All { get; }

    /// <summary>Writes down what they say.</summary>
    /// <param name="config">What moves with the container: the API's Config.</param>
    /// <param name="host">What belongs to the host: the API's HostConfig.</param>
    /// <exception cref="FormatException">They say something that cannot be, or contradict each other.</exception>
    internal abstract void Write(JsonObject config, JsonObject host);
}
