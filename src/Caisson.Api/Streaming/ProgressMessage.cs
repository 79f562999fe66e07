using System.Text.Json.Serialization;

namespace Caisson.Api.Streaming;

/// <summary>A line of what pulls, pushes, loads and builds tell; Docker Engine API, CreateImageInfo, PushImageInfo,
/// BuildInfo.</summary>
internal sealed class ProgressMessage
{
    /// <summary>Text to print as it is.</summary>
    [JsonPropertyName("stream")]
    public string? Stream { get; init; }

    /// <summary>What happens.</summary>
    [JsonPropertyName("status")]
    public string? Status { get; init; }

    /// <summary>How far it is.</summary>
    [JsonPropertyName("progressDetail")]
    public ProgressDetail? Detail { get; init; }

    /// <summary>The same as a bar.</summary>
    [JsonPropertyName("progress")]
    public string? Bar { get; init; }

    /// <summary>What it happens to.</summary>
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    /// <summary>What else there is to know.</summary>
    [JsonPropertyName("aux")]
    public ProgressAux? Aux { get; init; }

    /// <summary>Why it has failed.</summary>
    [JsonPropertyName("errorDetail")]
    public ProgressError? ErrorDetail { get; init; }

    /// <summary>The same as text.</summary>
    [JsonPropertyName("error")]
    public string? Error { get; init; }
}
