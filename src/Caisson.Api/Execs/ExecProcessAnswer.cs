using System.Text.Json.Serialization;

namespace Caisson.Api.Execs;

/// <summary>What an exec runs; Docker Engine API, ProcessConfig.</summary>
internal sealed class ExecProcessAnswer
{
    /// <summary>Whether it has a terminal.</summary>
    [JsonPropertyName("tty")]
    public bool Tty { get; init; }

    /// <summary>The program.</summary>
    [JsonPropertyName("entrypoint")]
    public required string Entrypoint { get; init; }

    /// <summary>Its arguments.</summary>
    [JsonPropertyName("arguments")]
    public required string[] Arguments { get; init; }

    /// <summary>Whether it has all capabilities.</summary>
    [JsonPropertyName("privileged")]
    public bool Privileged { get; init; }

    /// <summary>Who it runs as, if somebody was named.</summary>
    [JsonPropertyName("user")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? User { get; init; }
}
