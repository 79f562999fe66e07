using Caisson.Engine.Containers.Model;

namespace Caisson.Engine.Containers;

/// <summary>A container that the engine knows.</summary>
/// <remarks>
/// What it is and where it stands are immutable values that are replaced as a whole: whoever looks sees one moment of it, and
/// waits for nobody. Whoever changes something holds the lock of <see cref="LockAsync"/> while it does, also while it waits
/// for the sandbox; nobody holds the locks of two containers. Thread: any.
/// </remarks>
public sealed class Container
{
    private readonly AsyncLock _lock = new();
    private ContainerRecord _record;
    private ContainerState _state;

    internal Container(ContainerRecord record, ContainerState state)
    {
        _record = record;
        _state = state;
    }

    /// <summary>Its id.</summary>
    public string Id => Record.Id;

    /// <summary>The id's first twelve digits.</summary>
    public string ShortId => Record.Id[..12];

    /// <summary>Its name, without a slash.</summary>
    public string Name => Record.Name;

    /// <summary>What it is.</summary>
    public ContainerRecord Record => Volatile.Read(ref _record);

    /// <summary>Where it stands.</summary>
    public ContainerState State => Volatile.Read(ref _state);

    /// <summary>Who waits for its end.</summary>
    internal ContainerWaits Waits { get; } = new();

    /// <summary>Cancels what goes on beside it as long as it runs: health tests, the wait before a restart.</summary>
    internal CancellationTokenSource? Companions { get; set; }

    /// <summary>Whether somebody stops it only to start it: its end removes nothing then.</summary>
    internal bool IsBeingRestarted { get; set; }

    /// <summary>How long the restart policy waits before it starts the container the next time.</summary>
    internal TimeSpan RestartDelay { get; set; }

    /// <summary>Waits until nobody else changes the container.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Lets the next one go on when it is disposed.</returns>
    public Task<IDisposable> LockAsync(CancellationToken cancellation) => _lock.TakeAsync(cancellation);

    internal void Replace(ContainerRecord record) => Volatile.Write(ref _record, record);

    internal void Replace(ContainerState state) => Volatile.Write(ref _state, state);

    internal void EndCompanions()
    {
        Companions?.Cancel();
        Companions = null;
    }
}
