using System.Text.Json.Serialization;

namespace Caisson.Engine.Settings;

/// <summary>What inspect says about a container's networking (Docker Engine API, NetworkSettings).</summary>
public sealed record NetworkSettings
{
    /// <summary>Always empty.</summary>
    public string Bridge { get; set; } = "";

    /// <summary>The id of the network namespace; empty while the container does not run.</summary>
    [JsonPropertyName("SandboxID")]
    public string SandboxId { get; set; } = "";

    /// <summary>Its path.</summary>
    public string SandboxKey { get; set; } = "";

    /// <summary>By <c>PORT/PROTOCOL</c>; null for a port that is exposed but not published.</summary>
    public SortedDictionary<string, IReadOnlyList<PortBinding>?> Ports { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Never set.</summary>
    public bool HairpinMode { get; set; }

    /// <summary>Never set.</summary>
    [JsonPropertyName("LinkLocalIPv6Address")]
    public string LinkLocalIpv6Address { get; set; } = "";

    /// <summary>Never set.</summary>
    [JsonPropertyName("LinkLocalIPv6PrefixLen")]
    public int LinkLocalIpv6PrefixLen { get; set; }

    /// <summary>Never set.</summary>
    [JsonPropertyName("SecondaryIPAddresses")]
    public IReadOnlyList<string>? SecondaryIpAddresses { get; set; }

    /// <summary>Never set.</summary>
    [JsonPropertyName("SecondaryIPv6Addresses")]
    public IReadOnlyList<string>? SecondaryIpv6Addresses { get; set; }

    /// <summary>The endpoint in the default bridge.</summary>
    [JsonPropertyName("EndpointID")]
    public string EndpointId { get; set; } = "";

    /// <summary>The default bridge's IPv4 gateway.</summary>
    public string Gateway { get; set; } = "";

    /// <summary>The IPv6 address in the default bridge.</summary>
    [JsonPropertyName("GlobalIPv6Address")]
    public string GlobalIpv6Address { get; set; } = "";

    /// <summary>The length of its prefix.</summary>
    [JsonPropertyName("GlobalIPv6PrefixLen")]
    public int GlobalIpv6PrefixLen { get; set; }

    /// <summary>The IPv4 address in the default bridge.</summary>
    [JsonPropertyName("IPAddress")]
    public string IpAddress { get; set; } = "";

    /// <summary>The length of its prefix.</summary>
    [JsonPropertyName("IPPrefixLen")]
    public int IpPrefixLen { get; set; }

    /// <summary>The default bridge's IPv6 gateway.</summary>
    [JsonPropertyName("IPv6Gateway")]
    public string Ipv6Gateway { get; set; } = "";

    /// <summary>The hardware address in the default bridge.</summary>
    public string MacAddress { get; set; } = "";

    /// <summary>By the network's name.</summary>
    public SortedDictionary<string, EndpointSettings> Networks { get; set; } = new(StringComparer.Ordinal);
}
