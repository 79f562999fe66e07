using Caisson.Engine.Containers.Model;
using Caisson.Engine.State;

namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>Takes down what a container had while it ran.</summary>
internal sealed class ContainerCleanup(ContainerParts parts)
{
    /// <summary>Takes it down, and writes down where the container stands then.</summary>
    /// <param name="container">The container, locked.</param>
    /// <param name="state">Where it stands.</param>
    internal async Task ReleaseAsync(Container container, ContainerState state)
    {
        IReadOnlyList<StateChange> changes = await ReleaseAsync(container).ConfigureAwait(false);
        await parts.Store.SaveAsync(container, state, changes).ConfigureAwait(false);
    }

    /// <summary>Takes it down.</summary>
    /// <returns>What the caller writes down.</returns>
    internal async Task<IReadOnlyList<StateChange>> ReleaseAsync(Container container)
    {
        IReadOnlyList<StateChange> changes = await parts.Networks.ReleaseAsync(container.Id).ConfigureAwait(false);
        if (NeedsHostMounts(container.Record))
        {
            await BlockingWork.RunAsync(() => parts.HostMounts.Release(container.Id)).ConfigureAwait(false);
        }

        return changes;
    }

    /// <summary>Tells that volumes are no longer used.</summary>
    internal void PublishUnmounts(Container container)
    {
        foreach (MountPoint point in container.Record.Mounts.Where(p => p.Type == MountPoint.Volume))
        {
            parts.Volumes.PublishUse("unmount", point.Name, container.Id, []);
        }
    }

    private static bool NeedsHostMounts(ContainerRecord record) =>
        record.Host.IpcMode == Settings.Checks.NamespaceMode.Shareable
        || record.Mounts.Any(p => p.Type is MountPoint.Volume or MountPoint.Image);
}
