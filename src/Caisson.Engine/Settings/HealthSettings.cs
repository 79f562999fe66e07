using System.Text.Json.Serialization;

namespace Caisson.Engine.Settings;

/// <summary>How to see whether a container works; Docker Engine API, HealthConfig. Times are in nanoseconds, 0 for what the
/// image says, or the default.</summary>
public sealed record HealthSettings
{
    /// <summary>Empty for the image's; <c>NONE</c>; <c>CMD</c> and a program; <c>CMD-SHELL</c> and a command.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Test { get; set; }

    /// <summary>From one test to the next.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Interval { get; set; }

    /// <summary>How long a test may take.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Timeout { get; set; }

    /// <summary>How long after the start failures do not count.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StartPeriod { get; set; }

    /// <summary>From one test to the next during that time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StartInterval { get; set; }

    /// <summary>How many failures in a row make it unhealthy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Retries { get; set; }
}
