using System.Net;
using Caisson.Engine.Events;
using Caisson.Engine.Networks.Model;
using Caisson.Engine.Networks.Records;
using Caisson.Engine.State;
using Caisson.Linux.Nftables;
using Caisson.Network;

namespace Caisson.Engine.Networks;

/// <summary>The networks of the engine.</summary>
/// <remarks>Thread: any. Errors are <see cref="EngineException"/>s in Docker's words.</remarks>
public sealed class NetworkManager : IDisposable
{
    /// <summary>The default network's bridge: Docker has docker0.</summary>
    public const string DefaultBridge = "caisson0";

    private static readonly TimeSpan UpkeepInterval = TimeSpan.FromSeconds(10);

    private readonly NetworkModel _model;
    private readonly NetworkPlanner _planner;
    private readonly NetworkConnections _connections;

    // Networks are made and removed one after the other: subnets and names of bridges are chosen by looking at all of them.
    private readonly SemaphoreSlim _changing = new(1, 1);

    private readonly ITimer _upkeep;

    private NetworkManager(NetworkModel model, TimeProvider clock)
    {
        _upkeep = clock.CreateTimer(static m => Upkeep((NetworkModel)m!), model, UpkeepInterval, UpkeepInterval);
        _model = model;
        _planner = new NetworkPlanner(model.Options, clock);
        _connections = new NetworkConnections(model);
        Containers = new ContainerNetworks(model);
    }

    /// <summary>The networking of containers.</summary>
    public ContainerNetworks Containers { get; }

    /// <summary>Opens the networks that are remembered, and remembers the three that are always there. The kernel is not touched
    /// before <see cref="IContainerNetworks.RestoreAsync"/>.</summary>
    /// <param name="options">How the engine is set up.</param>
    /// <param name="state">What is remembered.</param>
    /// <param name="events">Whom to tell.</param>
    /// <param name="clock">The clock.</param>
    public static async Task<NetworkManager> OpenAsync(EngineOptions options, StateDatabase state, EventBus events, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(state);
        HostNetwork host;
        try
        {
            host = new HostNetwork(Path.Combine(options.ExecRoot, "netns"));
        }
        catch (Exception e) when (NetworkFaults.IsExpected(e))
        {
            throw NetworkFaults.Translate(e, "networks cannot be used");
        }

        try
        {
            NetworkManager manager = new(new NetworkModel(host, state, events, options), clock);
            await manager.LoadAsync(clock).ConfigureAwait(false);
            return manager;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Removes what an engine has left in the kernel: rules, bridges, namespaces. It does not run.</summary>
    /// <param name="options">How the engine was set up.</param>
    /// <param name="state">What it remembered.</param>
    public static void Reset(EngineOptions options, StateDatabase state)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(state);
        using HostNetwork host = new(Path.Combine(options.ExecRoot, "netns"));
        host.Reset(state.Load(NetworkModel.NetworkKind, NetworkRecordsJson.Default.NetworkRecord)
            .Select(static r => new NetworkState(r.Value).Bridge?.Bridge)
            .OfType<string>()
            .Append(DefaultBridge));
    }

    /// <summary>Makes a network.</summary>
    /// <param name="request">What is asked for.</param>
    /// <returns>Its id.</returns>
    public async Task<string> CreateAsync(NetworkCreateRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            IReadOnlyCollection<IPNetwork> occupied = _model.Host.Links.Occupied();
            NetworkState network;
            lock (_model.Gate)
            {
                network = new NetworkState(_planner.Plan(request, _model.Catalog, occupied));
            }

            // First on the disk: whenever this process is killed, the next one knows of each bridge that there is.
            await _model.State.WriteAsync(NetworkModel.Put(network.Record)).ConfigureAwait(false);
            try
            {
                Make(network);
            }
            catch
            {
                await _model.State.WriteAsync(NetworkModel.Remove(network.Record)).ConfigureAwait(false);
                throw;
            }

            lock (_model.Gate)
            {
                _model.Catalog.Add(network);
            }

            _model.Publish("create", network.Record);
            return network.Record.Id;
        }
        catch (Exception e) when (NetworkFaults.IsExpected(e))
        {
            throw NetworkFaults.Translate(e, "");
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Removes a network.</summary>
    /// <param name="term">Its name, its id, or the beginning of that.</param>
    public async Task RemoveAsync(string term)
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            NetworkState network = _model.Network(term);
            if (network.IsPredefined)
            {
                throw new EngineException(
                    EngineErrorKind.Forbidden, $"{network.Record.Name} is a pre-defined network and cannot be removed");
            }

            await RemoveAsync(network).ConfigureAwait(false);
        }
        catch (Exception e) when (NetworkFaults.IsExpected(e))
        {
            throw NetworkFaults.Translate(e, "error while removing network");
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>All networks, in the order of their names.</summary>
    public IReadOnlyList<NetworkDescription> List()
    {
        lock (_model.Gate)
        {
            return [.. _model.Catalog.All.Select(Describe).OrderBy(static n => n.Record.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>A network.</summary>
    /// <param name="term">Its name, its id, or the beginning of that.</param>
    public NetworkDescription Find(string term)
    {
        lock (_model.Gate)
        {
            return Describe(_model.Catalog.Find(term));
        }
    }

    /// <summary>Removes networks that no container has, running or not.</summary>
    /// <param name="isWanted">Which of them.</param>
    /// <returns>Their names.</returns>
    public async Task<IReadOnlyList<string>> PruneAsync(Func<NetworkRecord, bool> isWanted)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        List<string> removed = [];
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            NetworkState[] unused;
            lock (_model.Gate)
            {
                HashSet<string> used = [.. _model.Containers.Values.SelectMany(static c => c.Record.Networks.Keys)];
                unused = [.. _model.Catalog.All.Where(n => !n.IsPredefined && !used.Contains(n.Record.Name) && isWanted(n.Record))];
            }

            foreach (NetworkState network in unused)
            {
                try
                {
                    await RemoveAsync(network).ConfigureAwait(false);
                    removed.Add(network.Record.Name);
                }
                catch (Exception e) when (e is EngineException || NetworkFaults.IsExpected(e))
                {
                    // A container has come in meanwhile: then it is not unused.
                }
            }
        }
        finally
        {
            _changing.Release();
        }

        return removed;
    }

    /// <summary>Connects a container to a network.</summary>
    /// <param name="term">The network.</param>
    /// <param name="containerId">The container, by its whole id.</param>
    /// <param name="settings">What it asks for there; null for nothing.</param>
    public Task ConnectAsync(string term, string containerId, Settings.EndpointSettings? settings) =>
        _connections.ConnectAsync(term, containerId, settings ?? new Settings.EndpointSettings());

    /// <summary>Disconnects a container from a network.</summary>
    /// <param name="term">The network.</param>
    /// <param name="containerId">The container, by its whole id.</param>
    /// <param name="force">Whether a network that is not there is one that the container is not in, as dockerd has it.</param>
    public async Task DisconnectAsync(string term, string containerId, bool force = false)
    {
        try
        {
            await _connections.DisconnectAsync(term, containerId).ConfigureAwait(false);
        }
        catch (EngineException e) when (force && e.Kind == EngineErrorKind.NotFound)
        {
            throw new EngineException(EngineErrorKind.System, $"container {containerId} is not connected to the network {term}", e);
        }
    }

    /// <summary>A container as clients name it: by its name, its id, or the beginning of that.</summary>
    /// <param name="term">The name.</param>
    /// <returns>The id.</returns>
    public string FindContainer(string term)
    {
        ArgumentNullException.ThrowIfNull(term);
        string name = term.TrimStart('/');
        lock (_model.Gate)
        {
            if (_model.Containers.ContainsKey(name))
            {
                return name;
            }

            if (_model.Containers.Values.FirstOrDefault(c => c.Record.Name == name) is { } named)
            {
                return named.Record.Id;
            }

            string[] matches = name.Length == 0 ? [] : [.. _model.Containers.Keys.Where(id => id.StartsWith(name, StringComparison.Ordinal))];
            return matches switch
            {
                [var one] => one,
                [] => throw new EngineException(EngineErrorKind.NotFound, $"No such container: {term}"),
                _ => throw new EngineException(EngineErrorKind.InvalidParameter, $"multiple IDs found with provided prefix: {term}"),
            };
        }
    }

    /// <summary>The ids of the containers that have a network in their settings, running or not.</summary>
    /// <param name="network">The network's name.</param>
    public IReadOnlyList<string> UsersOf(string network)
    {
        lock (_model.Gate)
        {
            return [.. _model.Containers.Values.Where(c => c.Record.Networks.ContainsKey(network)).Select(static c => c.Record.Id)];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ActiveContainer[] containers;
        lock (_model.Gate)
        {
            containers = [.. _model.Containers.Values];
        }

        _upkeep.Dispose();

        // Containers go on without the engine, and their rules with them; its sockets end here.
        foreach (ActiveContainer container in containers)
        {
            container.Names?.Dispose();
            container.Reservations.ForEach(static r => r.Dispose());
        }

        _model.Host.Dispose();
        _changing.Dispose();
    }

    private static void Upkeep(NetworkModel model)
    {
        try
        {
            model.Host.Firewall.Upkeep();
        }
        catch (Exception e) when (e is NftablesException or ObjectDisposedException)
        {
            // Somebody changes the rules at the same time, or the engine ends: the next time is soon.
        }
    }

    private static NetworkDescription Describe(NetworkState network) => new(network.Record, [.. network.Members.Values]);

    private async Task LoadAsync(TimeProvider clock)
    {
        foreach ((_, NetworkRecord record) in _model.State.Load(NetworkModel.NetworkKind, NetworkRecordsJson.Default.NetworkRecord))
        {
            _model.Catalog.Add(new NetworkState(record));
        }

        foreach ((string id, ContainerNetworkRecord record) in _model.State.Load(
            NetworkModel.ContainerKind, NetworkRecordsJson.Default.ContainerNetworkRecord))
        {
            _model.Containers[id] = new ActiveContainer(record);
        }

        List<StateChange> changes = [];
        foreach (NetworkRecord record in new PredefinedNetworks(_model, _planner).Make(clock.GetUtcNow()))
        {
            if (_model.Catalog.ByName(record.Name) is null)
            {
                _model.Catalog.Add(new NetworkState(record));
                changes.Add(NetworkModel.Put(record));
            }
        }

        await _model.State.WriteAsync([.. changes]).ConfigureAwait(false);
    }

    private void Make(NetworkState network)
    {
        if (network.Bridge is not { } bridge)
        {
            return;
        }

        bool wasThere = _model.Host.Links.EnsureBridge(bridge);
        try
        {
            _model.Host.Firewall.Add(bridge);
        }
        catch
        {
            Unmake(network, deletesBridge: !wasThere);
            throw;
        }
    }

    private void Unmake(NetworkState network, bool deletesBridge = true)
    {
        if (network.Bridge is { } bridge)
        {
            _model.Host.Firewall.Remove(bridge.Bridge);
            if (deletesBridge)
            {
                _model.Host.Links.DeleteLink(bridge.Bridge);
            }
        }
    }

    private async Task RemoveAsync(NetworkState network)
    {
        lock (_model.Gate)
        {
            if (network.Members.Count > 0 || network.Joining > 0)
            {
                string members = string.Join(", ", network.Members.Values.Select(static m => $"name:\"{m.Name}\" id:\"{m.ContainerId[..12]}\""));
                throw new EngineException(
                    EngineErrorKind.Forbidden,
                    $"error while removing network: network {network.Record.Name} has active endpoints ({members})");
            }

            if (network.Record.ConfigOnly && _model.Catalog.All.Any(n => n.Record.ConfigFrom.Network == network.Record.Name))
            {
                throw new EngineException(
                    EngineErrorKind.Forbidden, $"configuration network \"{network.Record.Name}\" is in use");
            }

            _model.Catalog.Remove(network);
        }

        try
        {
            Unmake(network);
            await _model.State.WriteAsync(NetworkModel.Remove(network.Record)).ConfigureAwait(false);
        }
        catch
        {
            lock (_model.Gate)
            {
                _model.Catalog.Add(network);
            }

            throw;
        }

        _model.Publish("destroy", network.Record);
    }
}
