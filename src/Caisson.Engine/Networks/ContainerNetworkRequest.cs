using Caisson.Engine.Settings;

namespace Caisson.Engine.Networks;

/// <summary>A container, as far as its networks are concerned.</summary>
public sealed record ContainerNetworkRequest
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, without a slash.</summary>
    public required string Name { get; init; }

    /// <summary>The folder that hosts, hostname and resolv.conf are written to; absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>Its settings, with the host name filled in.</summary>
    public required ContainerSettings Config { get; init; }

    /// <summary>Its host settings; where NetworkMode is <c>container:…</c>, the id is a whole one.</summary>
    public required HostSettings Host { get; init; }

    /// <summary>The networks that it was made for; only looked at when it is added.</summary>
    public NetworkingSettings? Networking { get; init; }

    /// <summary>HostConfig.Links, resolved: the ids of the containers, with the names for them.</summary>
    public IReadOnlyList<(string ContainerId, string Alias)> Links { get; init; } = [];
}
