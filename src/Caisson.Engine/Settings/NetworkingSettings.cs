namespace Caisson.Engine.Settings;

/// <summary>The networks of a new container; Docker Engine API, NetworkingConfig.</summary>
public sealed record NetworkingSettings
{
    /// <summary>By the network's name or id.</summary>
    public SortedDictionary<string, EndpointSettings?>? EndpointsConfig { get; set; }
}
