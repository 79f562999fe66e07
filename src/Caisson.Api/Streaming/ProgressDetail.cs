using System.Text.Json.Serialization;

namespace Caisson.Api.Streaming;

/// <summary>How far something is; both empty where there is nothing to count.</summary>
internal sealed class ProgressDetail
{
    /// <summary>Bytes so far.</summary>
    [JsonPropertyName("current")]
    public long? Current { get; init; }

    /// <summary>Bytes in all.</summary>
    [JsonPropertyName("total")]
    public long? Total { get; init; }
}
