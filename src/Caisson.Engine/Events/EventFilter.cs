using Caisson.Engine.Filtering;

namespace Caisson.Engine.Events;

/// <summary>Which events somebody wants to know of, with dockerd's rules.</summary>
public sealed class EventFilter
{
    // Objects whose filter is their name or the beginning of their id; and those whose filter is exact.
    private static readonly string[] ByBeginning = ["container", "plugin", "volume", "network", "daemon"];
    private static readonly string[] Exactly = ["service", "node", "secret", "config"];

    // Actions that have something behind a colon: the filter is their beginning.
    private static readonly string[] OpenActions = ["health_status", "exec_create", "exec_start", "exec_die"];

    private readonly FilterSet _filters;

    private EventFilter(FilterSet filters) => _filters = filters;

    /// <summary>Reads filters.</summary>
    /// <exception cref="EngineException">One is unknown.</exception>
    public static EventFilter Parse(FilterSet filters)
    {
        ArgumentNullException.ThrowIfNull(filters);
        filters.Check([.. ByBeginning, .. Exactly, "event", "image", "label", "scope", "type"]);
        return new EventFilter(filters);
    }

    /// <summary>Whether an event is wanted.</summary>
    public bool Includes(EngineEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return MatchesAction(happened.Action)
            && _filters.IsExactly("type", happened.Type)
            && _filters.IsExactly("scope", "local")
            && Array.TrueForAll(ByBeginning, f => MatchesObject(f, happened, isWhole: false))
            && Array.TrueForAll(Exactly, f => MatchesObject(f, happened, isWhole: true))
            && MatchesImage(happened)
            && _filters.FitsLabels("label", happened.Attributes);
    }

    private bool MatchesAction(string action)
    {
        IReadOnlyList<string> wanted = _filters.Of("event");
        return wanted.Count == 0
            || wanted.Any(w => w == action
                || (OpenActions.Contains(w) && action.StartsWith(w, StringComparison.Ordinal)));
    }

    private bool MatchesObject(string filter, EngineEvent happened, bool isWhole)
    {
        IReadOnlyList<string> wanted = _filters.Of(filter);
        string name = happened.Attributes.GetValueOrDefault("name", "");
        return wanted.Count == 0
            || wanted.Any(w => isWhole
                ? w == happened.ActorId || w == name
                : happened.ActorId.StartsWith(w, StringComparison.Ordinal) || name.StartsWith(w, StringComparison.Ordinal));
    }

    private bool MatchesImage(EngineEvent happened)
    {
        IReadOnlyList<string> wanted = _filters.Of("image");
        string name = happened.Attributes.GetValueOrDefault(happened.Type == "image" ? "name" : "image", "");
        return wanted.Count == 0
            || wanted.Any(w => w == happened.ActorId || w == name || w == WithoutTag(happened.ActorId) || w == WithoutTag(name));
    }

    private static string WithoutTag(string name)
    {
        int colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[..colon] : name;
    }
}
