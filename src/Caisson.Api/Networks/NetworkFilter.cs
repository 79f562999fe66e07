using Caisson.Engine;
using Caisson.Engine.Filtering;
using Caisson.Engine.Networks;
using Caisson.Engine.Networks.Records;

namespace Caisson.Api.Networks;

/// <summary>Which networks a client wants to see, or to have removed.</summary>
internal static class NetworkFilter
{
    /// <summary>The networks that fit the filters of a list.</summary>
    /// <exception cref="EngineException">A filter is unknown, or makes no sense.</exception>
    internal static IEnumerable<NetworkDescription> List(IEnumerable<NetworkDescription> networks, FilterSet filters)
    {
        filters.Check("dangling", "driver", "id", "label", "name", "scope", "type", "idOrName");
        bool? isDangling = filters.Switch("dangling");
        foreach (string type in filters.Of("type"))
        {
            if (type is not ("custom" or "builtin"))
            {
                throw new EngineException(EngineErrorKind.InvalidParameter, $"invalid filter: 'type'='{type}'");
            }
        }

        return networks.Where(n => Fits(n, filters) && (isDangling is null || isDangling == (n.Members.Count == 0 && !n.IsPredefined)));
    }

    /// <summary>The condition for what prune removes.</summary>
    /// <exception cref="EngineException">A filter is unknown, or makes no sense.</exception>
    internal static Func<NetworkRecord, bool> Prune(FilterSet filters, TimeProvider clock)
    {
        filters.Check("label", "label!", "until");
        IReadOnlyList<string> moments = filters.Of("until");
        if (moments.Count > 1)
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, "more than one until filter specified");
        }

        DateTimeOffset? until = moments is [var text] ? FilterMoment.TryParse(text, clock) ?? throw FilterSet.Invalid("until", moments) : null;
        return record => (until is null || record.Created < until)
            && filters.FitsLabels("label", record.Labels)
            && (!filters.Has("label!") || !filters.FitsLabels("label!", record.Labels));
    }

    private static bool Fits(NetworkDescription network, FilterSet filters)
    {
        NetworkRecord record = network.Record;
        return filters.IsExactly("driver", record.Driver)
            && filters.IsExactly("scope", record.Scope)
            && filters.FitsLabels("label", record.Labels)
            && Contains(filters.Of("name"), record.Name)
            && Contains(filters.Of("id"), record.Id)
            && (Contains(filters.Of("idOrName"), record.Name) || Contains(filters.Of("idOrName"), record.Id))
            && filters.IsExactly("type", network.IsPredefined ? "builtin" : "custom");
    }

    private static bool Contains(IReadOnlyList<string> values, string text) =>
        values.Count == 0 || values.Any(v => text.Contains(v, StringComparison.Ordinal));
}
