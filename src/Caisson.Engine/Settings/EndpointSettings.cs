using System.Text.Json.Serialization;
using Caisson.Engine.Settings.Json;

namespace Caisson.Engine.Settings;

/// <summary>How a container is connected to a network: what was asked for and, while it runs, what it has; Docker Engine
/// API, EndpointSettings.</summary>
public sealed record EndpointSettings
{
    /// <summary>The addresses that were asked for.</summary>
    [JsonPropertyName("IPAMConfig")]
    public EndpointAddresses? IpamConfig { get; set; }

    /// <summary>Other containers under a name: <c>CONTAINER:ALIAS</c>.</summary>
    public IReadOnlyList<string>? Links { get; set; }

    /// <summary>Names of the container in this network that were asked for.</summary>
    public IReadOnlyList<string>? Aliases { get; set; }

    /// <summary>The MAC address.</summary>
    public string MacAddress { get; set; } = "";

    /// <summary>Options of the network's driver.</summary>
    public SortedDictionary<string, string>? DriverOpts { get; set; }

    /// <summary>The network with the highest one gives the default route.</summary>
    public int GwPriority { get; set; }

    /// <summary>The network's id.</summary>
    [JsonPropertyName("NetworkID")]
    public string NetworkId { get; set; } = "";

    /// <summary>The connection's id; empty while the container does not run.</summary>
    [JsonPropertyName("EndpointID")]
    public string EndpointId { get; set; } = "";

    /// <summary>The gateway.</summary>
    public string Gateway { get; set; } = "";

    /// <summary>The address.</summary>
    [JsonPropertyName("IPAddress")]
    public string IpAddress { get; set; } = "";

    /// <summary>The length of its prefix.</summary>
    [JsonPropertyName("IPPrefixLen")]
    public int IpPrefixLen { get; set; }

    /// <summary>The gateway of IPv6.</summary>
    [JsonPropertyName("IPv6Gateway")]
    public string Ipv6Gateway { get; set; } = "";

    /// <summary>The address of IPv6.</summary>
    [JsonPropertyName("GlobalIPv6Address")]
    public string GlobalIpv6Address { get; set; } = "";

    /// <summary>The length of its prefix.</summary>
    [JsonPropertyName("GlobalIPv6PrefixLen")]
    public int GlobalIpv6PrefixLen { get; set; }

    /// <summary>All names of the container in this network.</summary>
    [JsonPropertyName("DNSNames")]
    public IReadOnlyList<string>? DnsNames { get; set; }
}

/// <summary>Addresses that somebody asks for; Docker Engine API, EndpointIPAMConfig.</summary>
public sealed record EndpointAddresses
{
    /// <summary>The address.</summary>
    [JsonPropertyName("IPv4Address")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(OptionalTextConverter))]
    public string? Ipv4Address { get; set; }

    /// <summary>The address of IPv6.</summary>
    [JsonPropertyName("IPv6Address")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(OptionalTextConverter))]
    public string? Ipv6Address { get; set; }

    /// <summary>Further addresses of the link.</summary>
    [JsonPropertyName("LinkLocalIPs")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? LinkLocalIps { get; set; }
}
