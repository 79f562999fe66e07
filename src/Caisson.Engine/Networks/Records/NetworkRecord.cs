using System.Text.Json.Serialization;

namespace Caisson.Engine.Networks.Records;

/// <summary>A network, as it is remembered, and as clients see it (Docker Engine API, Network).</summary>
public sealed record NetworkRecord
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its id.</summary>
    public string Id { get; set; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; set; }

    /// <summary>Always local.</summary>
    public string Scope { get; set; } = "local";

    /// <summary>bridge, host, null.</summary>
    public string Driver { get; set; } = "bridge";

    /// <summary>Whether it has IPv4.</summary>
    [JsonPropertyName("EnableIPv4")]
    public bool EnableIpv4 { get; set; } = true;

    /// <summary>Whether it has IPv6.</summary>
    [JsonPropertyName("EnableIPv6")]
    public bool EnableIpv6 { get; set; }

    /// <summary>Its addresses.</summary>
    [JsonPropertyName("IPAM")]
    public IpamSettings Ipam { get; set => field = value ?? new(); } = new();

    /// <summary>Whether the engine has chosen its subnets: nobody asks for addresses there.</summary>
    public bool IsSubnetChosen { get; set; }

    /// <summary>Whether nothing gets in or out.</summary>
    public bool Internal { get; set; }

    /// <summary>Of no meaning on one machine.</summary>
    public bool Attachable { get; set; }

    /// <summary>Never.</summary>
    public bool Ingress { get; set; }

    /// <summary>The network that its settings come from.</summary>
    public ConfigReference ConfigFrom { get; set => field = value ?? new(); } = new();

    /// <summary>Whether it is but settings for others.</summary>
    public bool ConfigOnly { get; set; }

    /// <summary>The driver's options.</summary>
    public SortedDictionary<string, string> Options { get; set => field = value ?? NewMap(); } = NewMap();

    /// <summary>Its labels.</summary>
    public SortedDictionary<string, string> Labels { get; set => field = value ?? NewMap(); } = NewMap();

    private static SortedDictionary<string, string> NewMap() => new(StringComparer.Ordinal);
}
