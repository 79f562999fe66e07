using Caisson.Engine.Containers.Model;
using Caisson.Engine.State;

namespace Caisson.Engine.Containers;

/// <summary>All containers: found by id or name, and remembered.</summary>
/// <remarks>Thread: any.</remarks>
public sealed class ContainerStore
{
    private const string RecordKind = "container";
    private const string StateKind = "container-state";
    private const int IdChars = 64;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Container> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly StateDatabase _database;
    private Container[]? _all;

    internal ContainerStore(StateDatabase database)
    {
        _database = database;
        Dictionary<string, ContainerState> states = new(StringComparer.Ordinal);
        foreach ((string id, ContainerState state) in database.Load(StateKind, ContainersJson.Default.ContainerState))
        {
            states.Add(id, state);
        }

        foreach ((string id, ContainerRecord record) in database.Load(RecordKind, ContainersJson.Default.ContainerRecord))
        {
            _byId.Add(id, new Container(record, states.GetValueOrDefault(id) ?? new ContainerState()));
            _ids[record.Name] = id;
        }
    }

    /// <summary>All of them, in no particular order.</summary>
    public IReadOnlyList<Container> All
    {
        get
        {
            lock (_lock)
            {
                return _all ??= [.. _byId.Values];
            }
        }
    }

    /// <summary>The container that somebody means.</summary>
    /// <param name="nameOrId">Its id, its name, or the beginning of its id.</param>
    /// <exception cref="EngineException">There is none, or it is the beginning of several.</exception>
    public Container Get(string nameOrId) => TryGet(nameOrId) ?? throw NotFound(nameOrId);

    /// <summary>As <see cref="Get"/>, but null where there is none.</summary>
    /// <param name="nameOrId">Its id, its name, or the beginning of its id.</param>
    /// <exception cref="EngineException">It is the beginning of several.</exception>
    public Container? TryGet(string nameOrId)
    {
        ArgumentNullException.ThrowIfNull(nameOrId);
        lock (_lock)
        {
            if (_byId.TryGetValue(nameOrId, out Container? container))
            {
                return container;
            }

            string name = nameOrId.StartsWith('/') ? nameOrId[1..] : nameOrId;
            if (_ids.TryGetValue(name, out string? id))
            {
                // A name that is taken by a container that is still being made.
                return _byId.GetValueOrDefault(id);
            }

            return TryFindPrefix(nameOrId);
        }
    }

    /// <summary>The container that a new one's settings name.</summary>
    /// <param name="nameOrId">As with <see cref="Get"/>.</param>
    /// <exception cref="EngineException">There is none: not said as "not found", which clients take for the image's, and pull.</exception>
    internal Container GetNamedBySettings(string nameOrId) =>
        TryGet(nameOrId) ?? throw new EngineException(EngineErrorKind.InvalidParameter, NotFound(nameOrId).Message);

    /// <summary>Takes a name for a container that is about to be made.</summary>
    /// <param name="name">The name.</param>
    /// <param name="id">The container.</param>
    /// <exception cref="EngineException">Another one has it.</exception>
    internal void Reserve(string name, string id)
    {
        lock (_lock)
        {
            if (!_ids.TryAdd(name, id))
            {
                throw new EngineException(
                    EngineErrorKind.Conflict,
                    $"Conflict. The container name \"/{name}\" is already in use by container \"{_ids[name]}\". "
                    + "You have to remove (or rename) that container to be able to reuse that name.");
            }
        }
    }

    /// <summary>The same, where nobody insists on the name.</summary>
    internal bool TryReserve(string name, string id)
    {
        lock (_lock)
        {
            return _ids.TryAdd(name, id);
        }
    }

    /// <summary>Gives back a name.</summary>
    internal void Unreserve(string name, string id)
    {
        lock (_lock)
        {
            if (_ids.GetValueOrDefault(name) == id)
            {
                _ids.Remove(name);
            }
        }
    }

    /// <summary>Adds a container, whose name is reserved.</summary>
    /// <param name="record">What it is.</param>
    /// <param name="others">What is written down with it.</param>
    internal async Task<Container> AddAsync(ContainerRecord record, IReadOnlyList<StateChange> others)
    {
        Container container = new(record, new ContainerState());
        StateChange[] changes =
        [
            .. others,
            Put(record),
            StateChange.Put(StateKind, record.Id, container.State, ContainersJson.Default.ContainerState),
        ];
        await _database.WriteAsync(changes).ConfigureAwait(false);
        lock (_lock)
        {
            _byId.Add(record.Id, container);
            _all = null;
        }

        return container;
    }

    /// <summary>Takes over where a container stands now, and writes it down.</summary>
    /// <param name="container">The container, locked.</param>
    /// <param name="state">Where it stands.</param>
    /// <param name="others">What is written down with it.</param>
    internal Task SaveAsync(Container container, ContainerState state, IReadOnlyList<StateChange>? others = null)
    {
        container.Replace(state);
        return _database.WriteAsync([.. others ?? [], StateChange.Put(StateKind, container.Id, state, ContainersJson.Default.ContainerState)]);
    }

    /// <summary>Takes over what a container is now, and writes it down.</summary>
    /// <param name="container">The container, locked.</param>
    /// <param name="record">What it is; the name has been reserved.</param>
    /// <param name="others">What is written down with it.</param>
    internal async Task SaveAsync(Container container, ContainerRecord record, IReadOnlyList<StateChange>? others = null)
    {
        string before = container.Name;
        await _database.WriteAsync([.. others ?? [], Put(record)]).ConfigureAwait(false);
        container.Replace(record);
        if (before != record.Name)
        {
            Unreserve(before, record.Id);
        }
    }

    /// <summary>Forgets a container.</summary>
    /// <param name="container">The container, locked.</param>
    /// <param name="others">What is written down with it.</param>
    internal async Task RemoveAsync(Container container, IReadOnlyList<StateChange> others)
    {
        await _database.WriteAsync(
            [.. others, StateChange.Remove(RecordKind, container.Id), StateChange.Remove(StateKind, container.Id)]).ConfigureAwait(false);
        lock (_lock)
        {
            _byId.Remove(container.Id);
            _all = null;
            Unreserve(container.Name, container.Id);
        }
    }

    /// <summary>The error for a container that is not there.</summary>
    internal static EngineException NotFound(string nameOrId) => new(EngineErrorKind.NotFound, $"No such container: {nameOrId}");

    private static StateChange Put(ContainerRecord record) =>
        StateChange.Put(RecordKind, record.Id, record, ContainersJson.Default.ContainerRecord);

    private Container? TryFindPrefix(string prefix)
    {
        if (prefix.Length is 0 or >= IdChars || !prefix.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        Container? found = null;
        foreach ((string id, Container container) in _byId)
        {
            if (id.StartsWith(prefix, StringComparison.Ordinal))
            {
                if (found is not null)
                {
                    throw new EngineException(EngineErrorKind.InvalidParameter, $"multiple IDs found with provided prefix: {prefix}");
                }

                found = container;
            }
        }

        return found;
    }
}
