using System.Text.Json.Serialization;
using Caisson.Engine.Events;

namespace Caisson.Api.Daemon;

/// <summary>Something that happened; Docker Engine API, EventMessage.</summary>
internal sealed class EventAnswer
{
    private const string Container = "container";
    private const string Image = "image";

    /// <summary>What happened, as old clients call it.</summary>
    [JsonPropertyName("status")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    /// <summary>What it happened to, as old clients call it.</summary>
    [JsonPropertyName("id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>Of which image a container is, as old clients call it.</summary>
    [JsonPropertyName("from")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; init; }

    /// <summary>What kind of object.</summary>
    public required string Type { get; init; }

    /// <summary>What happened.</summary>
    public required string Action { get; init; }

    /// <summary>What it happened to.</summary>
    public required EventActor Actor { get; init; }

    /// <summary>Where: on this engine.</summary>
    [JsonPropertyName("scope")]
    public string Scope { get; init; } = "local";

    /// <summary>When, in seconds since 1970.</summary>
    [JsonPropertyName("time")]
    public required long Time { get; init; }

    /// <summary>When, in nanoseconds since 1970.</summary>
    [JsonPropertyName("timeNano")]
    public required long TimeNano { get; init; }

    /// <summary>Of an event.</summary>
    internal static EventAnswer Of(EngineEvent happened)
    {
        bool isOld = happened.Type is Container or Image;
        return new EventAnswer
        {
            Status = isOld ? happened.Action : null,
            Id = isOld ? happened.ActorId : null,
            From = happened.Type == Container ? happened.Attributes.GetValueOrDefault("image") : null,
            Type = happened.Type,
            Action = happened.Action,
            Actor = new EventActor { Id = happened.ActorId, Attributes = happened.Attributes },
            Time = happened.At.ToUnixTimeSeconds(),
            TimeNano = (happened.At - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick,
        };
    }
}

/// <summary>What something happened to.</summary>
internal sealed class EventActor
{
    /// <summary>Its id.</summary>
    [JsonPropertyName("ID")]
    public required string Id { get; init; }

    /// <summary>What else there is to know.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }
}
