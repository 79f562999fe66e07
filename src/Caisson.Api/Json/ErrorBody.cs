using System.Text.Json.Serialization;

namespace Caisson.Api.Json;

/// <summary>The body of every answer that is an error.</summary>
internal sealed class ErrorBody
{
    /// <summary>One line.</summary>
    [JsonPropertyName("message")]
    public required string Message { get; init; }
}
