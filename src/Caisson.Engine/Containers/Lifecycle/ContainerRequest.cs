using Caisson.Engine.Settings;
using Caisson.Oci.ImageSpec;

namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>A container that somebody wants.</summary>
public sealed record ContainerRequest
{
    /// <summary>Its name; empty for one at random.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it runs.</summary>
    public required ContainerSettings Config { get; init; }

    /// <summary>What it has of its host.</summary>
    public required HostSettings Host { get; init; }

    /// <summary>Its networks.</summary>
    public NetworkingSettings? Networking { get; init; }

    /// <summary>Which image of an index; null for this host's.</summary>
    public Platform? Platform { get; init; }
}
