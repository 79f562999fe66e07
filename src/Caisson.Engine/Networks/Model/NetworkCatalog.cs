namespace Caisson.Engine.Networks.Model;

/// <summary>The networks that there are.</summary>
/// <remarks>Thread: under the model's lock.</remarks>
internal sealed class NetworkCatalog
{
    private readonly Dictionary<string, NetworkState> _byId = new(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    internal IReadOnlyCollection<NetworkState> All => _byId.Values;

    /// <summary>Takes a network in.</summary>
    internal void Add(NetworkState network) => _byId.Add(network.Record.Id, network);

    /// <summary>Takes a network out.</summary>
    internal void Remove(NetworkState network) => _byId.Remove(network.Record.Id);

    /// <summary>A network by its whole name, or null.</summary>
    internal NetworkState? ByName(string name) => _byId.Values.FirstOrDefault(n => n.Record.Name == name);

    /// <summary>A network as clients name it: by its id, its name, or the beginning of its id.</summary>
    /// <exception cref="EngineException">There is none, or there are several.</exception>
    internal NetworkState Find(string term)
    {
        if (_byId.TryGetValue(term, out NetworkState? exact))
        {
            return exact;
        }

        if (ByName(term) is { } named)
        {
            return named;
        }

        NetworkState[] matches = term.Length == 0
            ? []
            : [.. _byId.Values.Where(n => n.Record.Id.StartsWith(term, StringComparison.Ordinal))];
        return matches switch
        {
            [var one] => one,
            [] => throw new EngineException(EngineErrorKind.NotFound, $"network {term} not found"),
            _ => throw new EngineException(
                EngineErrorKind.InvalidParameter, $"network {term} is ambiguous ({matches.Length} matches found based on ID prefix)"),
        };
    }
}
