using System.Text.Json.Serialization;

namespace Caisson.Api.Streaming;

/// <summary>Why something has failed.</summary>
internal sealed class ProgressError
{
    /// <summary>The exit code of a command of a build.</summary>
    [JsonPropertyName("code")]
    public int? Code { get; init; }

    /// <summary>One line.</summary>
    [JsonPropertyName("message")]
    public required string Message { get; init; }
}
