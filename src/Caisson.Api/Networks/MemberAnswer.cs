using System.Text.Json.Serialization;

namespace Caisson.Api.Networks;

/// <summary>A container in a network (Docker Engine API, NetworkContainer).</summary>
internal sealed record MemberAnswer
{
    public required string Name { get; init; }

    [JsonPropertyName("EndpointID")]
    public required string EndpointId { get; init; }

    public required string MacAddress { get; init; }

    [JsonPropertyName("IPv4Address")]
    public required string Ipv4Address { get; init; }

    [JsonPropertyName("IPv6Address")]
    public required string Ipv6Address { get; init; }
}
