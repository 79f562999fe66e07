namespace Caisson.Network.Names;

/// <summary>What the name server does for one container.</summary>
public sealed record ResolverSettings
{
    /// <summary>Nothing known, nobody asked.</summary>
    public static ResolverSettings None { get; } = new();

    /// <summary>The ids of the container's networks, in the order in which names are looked up.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Names of this container's own (links) for names in a network.</summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = new Dictionary<string, string>();

    /// <summary>Servers for all other names, in the order in which they are asked.</summary>
    public IReadOnlyList<UpstreamServer> Upstreams { get; init; } = [];
}
