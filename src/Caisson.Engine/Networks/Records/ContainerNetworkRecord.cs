using Caisson.Engine.Settings;

namespace Caisson.Engine.Networks.Records;

/// <summary>What is remembered of a container's networking.</summary>
public sealed record ContainerNetworkRecord
{
    /// <summary>Its id.</summary>
    public string Id { get; set; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its host name.</summary>
    public string Hostname { get; set; } = "";

    /// <summary>Where its files are.</summary>
    public string Folder { get; set; } = "";

    /// <summary>HostConfig.NetworkMode.</summary>
    public string NetworkMode { get; set; } = "";

    /// <summary>The networks, by name: what it was asked for and, while it runs, what it has.</summary>
    public SortedDictionary<string, EndpointSettings> Networks { get; set => field = value ?? New<EndpointSettings>(); } = New<EndpointSettings>();

    /// <summary>The hardware addresses that were asked for, by network.</summary>
    public SortedDictionary<string, string> WantedMacs { get; set => field = value ?? New<string>(); } = New<string>();

    /// <summary>The id of its namespace; empty while it does not run.</summary>
    public string SandboxId { get; set; } = "";

    /// <summary>The links of its endpoints while it runs, by network.</summary>
    public SortedDictionary<string, EndpointLinks> Links { get; set => field = value ?? New<EndpointLinks>(); } = New<EndpointLinks>();

    /// <summary>Its ports while it runs, as inspect shows them.</summary>
    public SortedDictionary<string, IReadOnlyList<PortBinding>?> Ports { get; set => field = value ?? New<IReadOnlyList<PortBinding>?>(); } = New<IReadOnlyList<PortBinding>?>();

    /// <summary>The servers that names are looked up at which are no container's, and whether they are the host's.</summary>
    public IReadOnlyList<string>? NameServers { get; set; }

    /// <summary>Names for other containers: name, and the name that it stands for.</summary>
    public SortedDictionary<string, string> LinkNames { get; set => field = value ?? New<string>(); } = New<string>();

    private static SortedDictionary<string, T> New<T>() => new(StringComparer.Ordinal);
}
