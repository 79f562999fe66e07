using Caisson.Engine.Containers.Model;
using Caisson.Engine.State;

namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>Removes containers.</summary>
internal sealed class ContainerRemoval(ContainerParts parts, ContainerStop stop)
{
    /// <summary>Removes a container.</summary>
    /// <param name="container">The container.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the wait for whoever else changes it.</param>
    /// <exception cref="EngineException">It runs, or is removed already.</exception>
    internal async Task RemoveAsync(Container container, RemovalOptions options, CancellationToken cancellation)
    {
        while (true)
        {
            using (await container.LockAsync(cancellation).ConfigureAwait(false))
            {
                ContainerState state = container.State;
                if (state.Status == ContainerStatus.Removing)
                {
                    throw new EngineException(EngineErrorKind.Conflict, $"removal of container {container.Id} is already in progress");
                }

                CheckRemovable(container, options.Force);
                if (!state.IsRunning)
                {
                    await RemoveLockedAsync(container, options.Volumes).ConfigureAwait(false);
                    return;
                }
            }

            Task<ContainerExit> gone = container.Waits.Removal();
            await stop.KillAsync(container).ConfigureAwait(false);
            if (container.Record.Host.AutoRemove)
            {
                // Its end removes it, with its volumes.
                await gone.WaitAsync(cancellation).ConfigureAwait(false);
                return;
            }
        }
    }

    /// <summary>Removes a container that has ended and wished for it.</summary>
    internal async Task RemoveEndedAsync(Container container)
    {
        using (await container.LockAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (!container.State.IsRunning && !container.State.IsGoing)
            {
                await RemoveLockedAsync(container, volumes: true).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Goes on with a removal that was interrupted.</summary>
    internal Task FinishAsync(Container container) => RemoveLockedAsync(container, volumes: false);

    private static void CheckRemovable(Container container, bool force)
    {
        ContainerState state = container.State;
        if (force)
        {
            return;
        }

        string? reason = state.Status switch
        {
            ContainerStatus.Running => "container is running: stop the container before removing or force remove",
            ContainerStatus.Paused => "container is paused and must be unpaused first",
            ContainerStatus.Restarting => "container is restarting: stop the container before removing or force remove",
            _ => null,
        };
        if (reason is not null)
        {
            throw new EngineException(EngineErrorKind.Conflict, $"cannot remove container \"{container.Name}\": {reason}");
        }
    }

    private async Task RemoveLockedAsync(Container container, bool volumes)
    {
        ContainerState before = container.State;
        container.EndCompanions();
        parts.Pending.Drop(container.Id);
        container.Replace(before with { Status = ContainerStatus.Removing });
        try
        {
            if (before.StartedAt is not null)
            {
                await parts.Sandboxes.Of(container).ForgetAsync(container.Id, CancellationToken.None).ConfigureAwait(false);
            }

            await BlockingWork.RunAsync(() =>
            {
                parts.HostMounts.Release(container.Id);
                parts.Folders.Remove(container.Id);
            }).ConfigureAwait(false);
            IReadOnlyList<StateChange> changes = parts.Networks.Remove(container.Id);
            await parts.Store.RemoveAsync(container, changes).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            string message = $"container {container.Id}: driver \"overlay2\" failed to remove root filesystem: {e.Message}";
            await parts.Store.SaveAsync(container, before with { Status = ContainerStatus.Dead, Error = message }).ConfigureAwait(false);
            container.Waits.Removed(new ContainerExit(before.ExitCode, message));
            throw new EngineException(EngineErrorKind.System, message, e);
        }

        ReleaseHolds(container.Record);
        if (volumes)
        {
            await RemoveVolumesAsync(container.Record).ConfigureAwait(false);
        }

        parts.Events.Publish(container, "destroy");
        container.Waits.Removed(new ContainerExit(before.ExitCode));
    }

    private void ReleaseHolds(ContainerRecord record)
    {
        parts.Holds.Remove(record.Manifest?.Digest);
        foreach (MountPoint point in record.Mounts.Where(p => p.Type == MountPoint.Image))
        {
            parts.Holds.Remove(point.Name);
        }
    }

    private async Task RemoveVolumesAsync(ContainerRecord record)
    {
        foreach (MountPoint point in record.Mounts.Where(p => p is { Type: MountPoint.Volume, IsAnonymous: true }))
        {
            try
            {
                await parts.Volumes.RemoveAsync(point.Name, force: true).ConfigureAwait(false);
            }
            catch (EngineException e) when (e.Kind == EngineErrorKind.Conflict)
            {
                // Another container has it too (--volumes-from), and keeps it.
            }
        }
    }
}
