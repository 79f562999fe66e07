using System.Text.Json.Serialization;

namespace Caisson.Api.Streaming;

/// <summary>What programs want to know of a build or a push.</summary>
internal sealed class ProgressAux
{
    /// <summary>The image that was built.</summary>
    [JsonPropertyName("ID")]
    public string? Id { get; init; }

    /// <summary>The tag that was pushed.</summary>
    public string? Tag { get; init; }

    /// <summary>What the registry knows it by.</summary>
    public string? Digest { get; init; }

    /// <summary>Bytes of the manifest.</summary>
    public long? Size { get; init; }
}
