using System.Text.Json.Serialization;
using Caisson.Engine.Settings.Json;

namespace Caisson.Engine.Networks.Records;

/// <summary>A subnet of a network (Docker Engine API, IPAMConfig).</summary>
public sealed record SubnetSettings
{
    /// <summary>The subnet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(OptionalTextConverter))]
    public string? Subnet { get; set; }

    /// <summary>The part of it that addresses are chosen from.</summary>
    [JsonPropertyName("IPRange")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(OptionalTextConverter))]
    public string? IpRange { get; set; }

    /// <summary>The host's address in it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(OptionalTextConverter))]
    public string? Gateway { get; set; }

    /// <summary>Addresses that are not handed out, under names.</summary>
    [JsonPropertyName("AuxiliaryAddresses")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? AuxiliaryAddresses { get; set; }
}
