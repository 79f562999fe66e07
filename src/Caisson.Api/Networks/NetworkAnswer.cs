using System.Globalization;
using System.Text.Json.Serialization;
using Caisson.Engine.Networks;
using Caisson.Engine.Networks.Model;
using Caisson.Engine.Networks.Records;

namespace Caisson.Api.Networks;

/// <summary>A network, as inspect and list show it (Docker Engine API, Network).</summary>
internal sealed record NetworkAnswer
{
    public required string Name { get; init; }

    public required string Id { get; init; }

    public required string Created { get; init; }

    public required string Scope { get; init; }

    public required string Driver { get; init; }

    [JsonPropertyName("EnableIPv4")]
    public required bool EnableIpv4 { get; init; }

    [JsonPropertyName("EnableIPv6")]
    public required bool EnableIpv6 { get; init; }

    [JsonPropertyName("IPAM")]
    public required IpamSettings Ipam { get; init; }

    public required bool Internal { get; init; }

    public required bool Attachable { get; init; }

    public required bool Ingress { get; init; }

    public required ConfigReference ConfigFrom { get; init; }

    public required bool ConfigOnly { get; init; }

    public required SortedDictionary<string, MemberAnswer> Containers { get; init; }

    public required SortedDictionary<string, string> Options { get; init; }

    public required SortedDictionary<string, string> Labels { get; init; }

    /// <summary>What a client sees of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="withContainers">Whether with the containers in it.</param>
    internal static NetworkAnswer Of(NetworkDescription network, bool withContainers)
    {
        NetworkRecord record = network.Record;
        return new NetworkAnswer
        {
            Name = record.Name,
            Id = record.Id,
            Created = record.Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
            Scope = record.Scope,
            Driver = record.Driver,
            EnableIpv4 = record.EnableIpv4,
            EnableIpv6 = record.EnableIpv6,
            Ipam = record.Ipam,
            Internal = record.Internal,
            Attachable = record.Attachable,
            Ingress = record.Ingress,
            ConfigFrom = record.ConfigFrom,
            ConfigOnly = record.ConfigOnly,
            Containers = Members(withContainers ? network.Members : []),
            Options = record.Options,
            Labels = record.Labels,
        };
    }

    private static SortedDictionary<string, MemberAnswer> Members(IEnumerable<NetworkMember> members)
    {
        SortedDictionary<string, MemberAnswer> answers = new(StringComparer.Ordinal);
        foreach (NetworkMember member in members)
        {
            answers[member.ContainerId] = new MemberAnswer
            {
                Name = member.Name,
                EndpointId = member.EndpointId,
                MacAddress = member.MacAddress,
                Ipv4Address = member.Ipv4,
                Ipv6Address = member.Ipv6,
            };
        }

        return answers;
    }
}
