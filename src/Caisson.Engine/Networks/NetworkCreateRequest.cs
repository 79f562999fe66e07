using System.Text.Json.Serialization;
using Caisson.Engine.Networks.Records;

namespace Caisson.Engine.Networks;

/// <summary>A network that somebody asks for (Docker Engine API, NetworkCreateRequest).</summary>
public sealed record NetworkCreateRequest
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The driver; empty for bridge.</summary>
    public string Driver { get; set; } = "";

    /// <summary>Local, or empty.</summary>
    public string Scope { get; set; } = "";

    /// <summary>Whether it has IPv4; null for yes.</summary>
    [JsonPropertyName("EnableIPv4")]
    public bool? EnableIpv4 { get; set; }

    /// <summary>Whether it has IPv6; null for no, unless it has a subnet of IPv6.</summary>
    [JsonPropertyName("EnableIPv6")]
    public bool? EnableIpv6 { get; set; }

    /// <summary>Its addresses.</summary>
    [JsonPropertyName("IPAM")]
    public IpamSettings? Ipam { get; set; }

    /// <summary>Whether nothing gets in or out.</summary>
    public bool Internal { get; set; }

    /// <summary>Of no meaning on one machine.</summary>
    public bool Attachable { get; set; }

    /// <summary>Only for clusters.</summary>
    public bool Ingress { get; set; }

    /// <summary>Whether it is but settings for others.</summary>
    public bool ConfigOnly { get; set; }

    /// <summary>The network that its settings come from.</summary>
    public ConfigReference? ConfigFrom { get; set; }

    /// <summary>The driver's options.</summary>
    public SortedDictionary<string, string>? Options { get; set; }

    /// <summary>Its labels.</summary>
    public SortedDictionary<string, string>? Labels { get; set; }
}
