using Caisson.Engine.Containers.Health;
using Caisson.Engine.Containers.Lifecycle;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Sandboxes;
using Caisson.Engine.Settings;
using Caisson.Engine.Settings.Checks;

namespace Caisson.Engine.Containers;

/// <summary>Containers, as clients see them: what somebody can do with one.</summary>
/// <remarks>Thread: any.</remarks>
public sealed class ContainerService
{
    private readonly ContainerParts _parts;
    private readonly ContainerCreation _creation;
    private readonly ContainerStart _start;
    private readonly ContainerStop _stop;
    private readonly ContainerRemoval _removal;
    private readonly ContainerEnds _ends;
    private readonly ContainerRecovery _recovery;
    private readonly RestartSupervisor _restarts;
    private readonly List<Task> _following = [];

    internal ContainerService(ContainerParts parts)
    {
        _parts = parts;
        HealthProbe probe = new(parts);
        HealthMonitor health = new(parts, probe);
        ContainerCleanup cleanup = new(parts);
        _start = new ContainerStart(parts, cleanup, health);
        _stop = new ContainerStop(parts);
        _removal = new ContainerRemoval(parts, _stop);
        _creation = new ContainerCreation(parts);
        _restarts = new RestartSupervisor(parts.Clock, _start.StartLockedAsync, RemoveIfWished);
        _ends = new ContainerEnds(parts, cleanup, _restarts, _removal, end =>
        {
            if (!probe.TryTake(end))
            {
                ExecEnded?.Invoke(end);
            }
        });
        _recovery = new ContainerRecovery(parts, _start, _removal, health);
        parts.Volumes.SetUsers(UsersOfVolume);
    }

    /// <summary>The containers.</summary>
    public ContainerStore Store => _parts.Store;

    /// <summary>Where their files are.</summary>
    public ContainerFolders Folders => _parts.Folders;

    /// <summary>Clients that wait for a start; used under the container's lock.</summary>
    public Streams.PendingAttachments Pending => _parts.Pending;

    /// <summary>Tells what happens to them.</summary>
    public ContainerEvents Events => _parts.Events;

    /// <summary>Takes the ends of execs.</summary>
    internal Action<SandboxEnd>? ExecEnded { get; set; }

    /// <summary>The wall of a container.</summary>
    /// <param name="container">The container.</param>
    public ISandbox SandboxOf(Container container) => _parts.Sandboxes.Of(container);

    /// <summary>Makes a container.</summary>
    /// <param name="request">What somebody wants.</param>
    /// <param name="cancellation">Ends the work; nothing is left then.</param>
    /// <returns>The container, and what the client should know.</returns>
    /// <exception cref="EngineException">Something is wrong; with dockerd's words.</exception>
    public Task<(Container Container, IReadOnlyList<string> Warnings)> CreateAsync(ContainerRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _creation.CreateAsync(request, cancellation);
    }

    /// <summary>Starts a container.</summary>
    /// <param name="nameOrId">The container.</param>
    /// <param name="cancellation">Ends the wait for whoever else changes it.</param>
    /// <exception cref="EngineException">It could not be started; with dockerd's words.</exception>
    public async Task<ChangeOutcome> StartAsync(string nameOrId, CancellationToken cancellation)
    {
        Container container = Store.Get(nameOrId);
        try
        {
            return await _start.StartAsync(container, cancellation).ConfigureAwait(false);
        }
        catch (EngineException)
        {
            RemoveIfWished(container);
            throw;
        }
    }

    /// <summary>Asks a container to end, and kills it where it does not.</summary>
    /// <param name="nameOrId">The container.</param>
    /// <param name="signal">The signal to ask with; null for the container's own.</param>
    /// <param name="seconds">How long to wait; negative for as long as it takes; null for the container's own choice.</param>
    /// <param name="cancellation">Ends the waiting: the container is killed then.</param>
    public Task<ChangeOutcome> StopAsync(string nameOrId, string? signal, int? seconds, CancellationToken cancellation) =>
        _stop.StopAsync(Store.Get(nameOrId), signal, seconds, isForGood: true, cancellation);

    /// <summary>Stops a container, if it runs, and starts it.</summary>
    /// <inheritdoc cref="StopAsync" path="/param"/>
    public async Task RestartAsync(string nameOrId, string? signal, int? seconds, CancellationToken cancellation)
    {
        Container container = Store.Get(nameOrId);
        if (container.State.IsGoing)
        {
            throw new EngineException(EngineErrorKind.Conflict, "container is marked for removal and cannot be started");
        }

        container.IsBeingRestarted = true;
        try
        {
            await _stop.StopAsync(container, signal, seconds, isForGood: false, cancellation).ConfigureAwait(false);
            await _start.StartAsync(container, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            container.IsBeingRestarted = false;
        }

        Events.Publish(container, "restart");
    }

    /// <summary>Sends a signal to a container.</summary>
    /// <param name="nameOrId">The container.</param>
    /// <param name="signal">The signal; empty for SIGKILL.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task KillAsync(string nameOrId, string signal, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return _stop.KillAsync(Store.Get(nameOrId), nameOrId, signal, cancellation);
    }

    /// <summary>Waits for a container.</summary>
    /// <param name="nameOrId">The container.</param>
    /// <param name="condition">What for.</param>
    /// <returns>Completes when that is so. Whoever has this is told: what happens after it returned is not missed.</returns>
    public Task<ContainerExit> WaitAsync(string nameOrId, WaitCondition condition)
    {
        Container container = Store.Get(nameOrId);
        Task<ContainerExit> end = condition == WaitCondition.Removed ? container.Waits.Removal() : container.Waits.NextEnd();
        ContainerState state = container.State;
        return condition == WaitCondition.NotRunning && !state.IsRunning && state.Status != ContainerStatus.Restarting
            ? Task.FromResult(new ContainerExit(state.ExitCode, state.Error.Length > 0 ? state.Error : null))
            : end;
    }

    /// <summary>Gives a container another name.</summary>
    /// <param name="nameOrId">The container.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellation">Ends the wait for whoever else changes it.</param>
    /// <exception cref="EngineException">The name is taken, or none.</exception>
    public async Task RenameAsync(string nameOrId, string name, CancellationToken cancellation)
    {
        Container container = Store.Get(nameOrId);
        if (string.IsNullOrEmpty(name))
        {
            throw ContainerCheck.Invalid("Neither old nor new names may be empty");
        }

        string bare = CheckNewName(name);
        using (await container.LockAsync(cancellation).ConfigureAwait(false))
        {
            string before = container.Name;
            if (before == bare)
            {
                throw ContainerCheck.Invalid("Renaming a container with the same name as its current name");
            }

            try
            {
                Store.Reserve(bare, container.Id);
            }
            catch (EngineException e)
            {
                throw NotRenamed(e);
            }

            try
            {
                IReadOnlyList<State.StateChange> changes = _parts.Networks.Rename(container.Id, bare);
                await Store.SaveAsync(container, container.Record with { Name = bare }, changes).ConfigureAwait(false);
            }
            catch
            {
                Store.Unreserve(bare, container.Id);
                throw;
            }

            Events.Publish(container, "rename", ("oldName", $"/{before}"));
        }
    }

    /// <summary>Removes a container.</summary>
    /// <param name="nameOrId">The container.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the wait for whoever else changes it.</param>
    /// <exception cref="EngineException">It runs, or is removed already.</exception>
    public Task RemoveAsync(string nameOrId, RemovalOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(nameOrId);
        return options.Link ? RemoveLinkAsync(nameOrId, cancellation) : _removal.RemoveAsync(Store.Get(nameOrId), options, cancellation);
    }

    // CONTAINER/ALIAS: what the container has under that name is not in its settings any more; it sees that when it starts again.
    private async Task RemoveLinkAsync(string name, CancellationToken cancellation)
    {
        string[] parts = name.Trim('/').Split('/');
        if (parts.Length != 2)
        {
            throw new EngineException(EngineErrorKind.Conflict, "Conflict, cannot remove the default link name of the container");
        }

        Container container = Store.TryGet(parts[0])
            ?? throw new EngineException(EngineErrorKind.System, $"Cannot get parent /{parts[0]} for link name /{parts[0]}/{parts[1]}");
        using (await container.LockAsync(cancellation).ConfigureAwait(false))
        {
            IReadOnlyList<string> links = container.Record.Host.Links ?? [];
            string[] rest = [.. links.Where(l => l.Split(':', '/')[^1] != parts[1])];
            if (rest.Length == links.Count)
            {
                throw ContainerStore.NotFound(name);
            }

            await SaveAsync(container, container.Record.Host with { Links = rest }).ConfigureAwait(false);
        }
    }

    /// <summary>Takes over where a container stands now, and writes it down: for those who pause it, say.</summary>
    /// <param name="container">The container, locked.</param>
    /// <param name="state">Where it stands.</param>
    internal Task SaveAsync(Container container, ContainerState state) => Store.SaveAsync(container, state);

    /// <summary>Takes over new settings of a container, and writes them down.</summary>
    /// <param name="container">The container, locked.</param>
    /// <param name="host">The settings.</param>
    internal Task SaveAsync(Container container, HostSettings host) => Store.SaveAsync(container, container.Record with { Host = host });

    /// <summary>What inspect and list say of a container's networks.</summary>
    /// <param name="container">The container.</param>
    public NetworkSettings NetworksOf(Container container)
    {
        ArgumentNullException.ThrowIfNull(container);
        return _parts.Networks.Describe(container.Id);
    }

    /// <summary>Finds out what runs, and takes ends from then on.</summary>
    internal async Task OpenAsync(CancellationToken cancellation)
    {
        await _recovery.RunAsync(cancellation).ConfigureAwait(false);
        foreach (ISandbox sandbox in _parts.Sandboxes.All)
        {
            _following.Add(_ends.FollowAsync(sandbox));
        }

        await _recovery.ResumeAsync().ConfigureAwait(false);
    }

    /// <summary>Leaves containers to themselves: nothing is restarted or tested any more.</summary>
    internal void Close()
    {
        _restarts.Close();
        foreach (Container container in Store.All)
        {
            container.EndCompanions();
        }
    }

    private List<string> UsersOfVolume(string volume) =>
        [.. Store.All.Where(c => c.Record.Mounts.Any(m => m.Type == MountPoint.Volume && m.Name == volume)).Select(c => c.Id)];

    private static string CheckNewName(string name)
    {
        try
        {
            return ContainerNames.Check(name.StartsWith('/') ? name : "/" + name);
        }
        catch (EngineException e)
        {
            throw NotRenamed(e);
        }
    }

    private static EngineException NotRenamed(EngineException e) => new(e.Kind, $"Error when allocating new name: {e.Message}", e);

    private void RemoveIfWished(Container container)
    {
        if (container.Record.Host.AutoRemove)
        {
            _ = _removal.RemoveEndedAsync(container);
        }
    }
}
