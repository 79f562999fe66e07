using Caisson.Engine.Containers;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Logs;
using Caisson.Engine.Sandboxes;
using Caisson.Linux.Terminals;

namespace Caisson.Engine.Streams;

/// <summary>The standard streams of containers: clients of them, what was written down of them, terminals. Thread: any.</summary>
public sealed class ContainerStreams : IDisposable
{
    private readonly ContainerParts _parts;
    private readonly LogReader _logs = new();

    internal ContainerStreams(ContainerParts parts)
    {
        _parts = parts;
    }

    /// <summary>Connects a client: at once to a container that runs, else when it starts.</summary>
    /// <param name="container">The container.</param>
    /// <param name="attachment">The client; its socket is owned from here on.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="EngineException">The container is paused, or on its way out.</exception>
    public async Task AttachAsync(Container container, Attachment attachment, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(attachment);
        try
        {
            using (await container.LockAsync(cancellation).ConfigureAwait(false))
            {
                CheckAttachable(container);
                if (container.State.IsRunning)
                {
                    await _parts.Sandboxes.Of(container).AttachAsync(container.Id, attachment, cancellation).ConfigureAwait(false);
                }
                else
                {
                    _parts.Pending.Add(container.Id, attachment);
                }
            }
        }
        catch
        {
            attachment.Socket.Dispose();
            throw;
        }

        _parts.Events.Publish(container, "attach");
    }

    /// <summary>A client that waits for a start is gone; nothing happens to one that does not wait.</summary>
    /// <param name="container">The container.</param>
    /// <param name="attachment">The client.</param>
    public async Task LeaveAsync(Container container, Attachment attachment)
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(attachment);
        using (await container.LockAsync(CancellationToken.None).ConfigureAwait(false))
        {
            _parts.Pending.Remove(container.Id, attachment);
        }
    }

    /// <summary>Somebody has left its terminal.</summary>
    /// <param name="container">The container.</param>
    public void Detached(Container container) => _parts.Events.Publish(container, "detach");

    /// <summary>Why no client can be connected; nothing is thrown where one can.</summary>
    /// <param name="container">The container.</param>
    /// <exception cref="EngineException">It is paused, or on its way out.</exception>
    public static void CheckAttachable(Container container)
    {
        ArgumentNullException.ThrowIfNull(container);
        string? reason = container.State.Status switch
        {
            ContainerStatus.Paused => $"container {container.Id} is paused, unpause the container before attach",
            ContainerStatus.Restarting => $"container {container.Id} is restarting, wait until the container is running",
            ContainerStatus.Removing or ContainerStatus.Dead => $"container {container.Id} is marked for removal and cannot be attached to",
            _ => null,
        };
        if (reason is not null)
        {
            throw new EngineException(EngineErrorKind.Conflict, reason);
        }
    }

    /// <summary>Sets the size of a container's terminal.</summary>
    /// <param name="container">The container.</param>
    /// <param name="size">The size.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="EngineException">It does not run, or has none.</exception>
    public Task ResizeAsync(Container container, WindowSize size, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(container);
        return container.State.IsRunning
            ? _parts.Sandboxes.Of(container).ResizeAsync(container.Id, null, size, cancellation)
            : throw new EngineException(EngineErrorKind.Conflict, $"container {container.Id} is not running");
    }

    /// <summary>Reads what was written down of a container's output.</summary>
    /// <param name="container">The container.</param>
    /// <param name="query">Which part of it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="EngineException">Its log cannot be read.</exception>
    public IAsyncEnumerable<LogLine> ReadLog(Container container, LogQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(query);

        // In this order: an end in between completes it.
        Task ended = container.Waits.NextEnd();
        ended = container.State.IsRunning || container.State.Status == ContainerStatus.Restarting ? ended : Task.CompletedTask;
        LogSettings settings = LogChoice.Of(container.Record, _parts.Folders.LogOf(container.Id));
        return _logs.ReadAsync(settings, query, ended, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _logs.Dispose();
}
