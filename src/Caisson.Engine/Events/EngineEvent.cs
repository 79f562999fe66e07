namespace Caisson.Engine.Events;

/// <summary>Something that happened; Docker Engine API, EventMessage.</summary>
/// <param name="Type">What kind of object: container, image, volume, network, daemon.</param>
/// <param name="Action">What happened to it: create, start, die, <c>health_status: healthy</c>, …</param>
/// <param name="ActorId">The object's id or name.</param>
/// <param name="Attributes">What else is known: of a container its labels, <c>image</c>, <c>name</c>, and what belongs to the action.</param>
/// <param name="At">When.</param>
public sealed record EngineEvent(
    string Type, string Action, string ActorId, IReadOnlyDictionary<string, string> Attributes, DateTimeOffset At);
