using Caisson.Engine.Settings;
using Caisson.Engine.State;

namespace Caisson.Engine.Networks;

/// <summary>What the life of a container needs of networks. Errors are <see cref="EngineException"/>s in Docker's words.</summary>
/// <remarks>
/// What is to be remembered comes back as changes, which the caller writes together with its own record, before it answers.
/// Thread: any; for one container one call at a time.
/// </remarks>
public interface IContainerNetworks
{
    /// <summary>Takes a new container in, and checks that its networks exist and that it may ask for what it asks for.</summary>
    /// <param name="request">The container.</param>
    public IReadOnlyList<StateChange> Add(ContainerNetworkRequest request);

    /// <summary>Forgets a container, which does not run.</summary>
    /// <param name="id">The container.</param>
    public IReadOnlyList<StateChange> Remove(string id);

    /// <summary>Gives a container another name.</summary>
    /// <param name="id">The container.</param>
    /// <param name="name">The name, without a slash.</param>
    public IReadOnlyList<StateChange> Rename(string id, string name);

    /// <summary>Makes the network of a container that is about to start: its namespace, its addresses, its ports, its files.</summary>
    /// <param name="request">The container.</param>
    /// <param name="cancellation">Ends the wait; nothing is left then.</param>
    public Task<PreparedNetwork> PrepareAsync(ContainerNetworkRequest request, CancellationToken cancellation);

    /// <summary>Takes down what <see cref="PrepareAsync"/> made, after the container's end or a failed start; harmless if there is nothing.</summary>
    /// <param name="id">The container.</param>
    public Task<IReadOnlyList<StateChange>> ReleaseAsync(string id);

    /// <summary>After a start of the engine: puts right what is there of containers that run, and takes down all else.</summary>
    /// <param name="running">The ids of the containers that run.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<IReadOnlyList<StateChange>> RestoreAsync(IReadOnlySet<string> running, CancellationToken cancellation);

    /// <summary>What inspect and list say of a container.</summary>
    /// <param name="id">The container.</param>
    public NetworkSettings Describe(string id);

    /// <summary>The network namespace of a running container; null for the host's.</summary>
    /// <param name="id">The container.</param>
    public string? NamespacePath(string id);
}
