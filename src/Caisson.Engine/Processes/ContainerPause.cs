using Caisson.Engine.Containers;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Sandboxes;

namespace Caisson.Engine.Processes;

/// <summary>Stops containers where they stand, and lets them go on.</summary>
internal static class ContainerPause
{
    /// <summary>Stops all processes of a container where they stand.</summary>
    /// <exception cref="EngineException">It does not run, or stands already.</exception>
    internal static async Task PauseAsync(ContainerParts parts, Container container, CancellationToken cancellation)
    {
        using (await container.LockAsync(cancellation).ConfigureAwait(false))
        {
            string? reason = container.State.Status switch
            {
                ContainerStatus.Running => null,
                ContainerStatus.Paused => $"container {container.Id} is already paused",
                ContainerStatus.Restarting => $"Container {container.Id} is restarting, wait until the container is running",
                _ => $"container {container.Id} is not running",
            };
            await ChangeAsync(parts, container, reason, isPaused: true).ConfigureAwait(false);
        }

        parts.Events.Publish(container, "pause");
    }

    /// <summary>Lets them go on.</summary>
    /// <exception cref="EngineException">It does not stand.</exception>
    internal static async Task ResumeAsync(ContainerParts parts, Container container, CancellationToken cancellation)
    {
        using (await container.LockAsync(cancellation).ConfigureAwait(false))
        {
            string? reason = container.State.Status == ContainerStatus.Paused ? null : $"Container {container.Id} is not paused";
            await ChangeAsync(parts, container, reason, isPaused: false).ConfigureAwait(false);
        }

        parts.Events.Publish(container, "unpause");
    }

    private static async Task ChangeAsync(ContainerParts parts, Container container, string? reason, bool isPaused)
    {
        if (reason is not null)
        {
            throw new EngineException(EngineErrorKind.Conflict, reason);
        }

        ISandbox sandbox = parts.Sandboxes.Of(container);
        await sandbox.SetPausedAsync(container.Id, isPaused, CancellationToken.None).ConfigureAwait(false);
        ContainerStatus status = isPaused ? ContainerStatus.Paused : ContainerStatus.Running;
        await parts.Store.SaveAsync(container, container.State with { Status = status }).ConfigureAwait(false);
    }
}
