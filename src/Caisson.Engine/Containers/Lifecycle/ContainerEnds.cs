using System.Globalization;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Sandboxes;
using Caisson.Engine.State;

namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>Takes the ends of containers from their sandboxes: writes them down, takes down what the container had, and
/// decides what comes next.</summary>
internal sealed class ContainerEnds(
    ContainerParts parts, ContainerCleanup cleanup, RestartSupervisor restarts, ContainerRemoval removal, Action<SandboxEnd> execEnded)
{
    /// <summary>Takes ends until the sandbox has no more.</summary>
    internal async Task FollowAsync(ISandbox sandbox)
    {
        await foreach (SandboxEnd end in sandbox.Ends.ReadAllAsync().ConfigureAwait(false))
        {
            if (end.ExecId is not null)
            {
                execEnded(end);
            }
            else if (parts.Store.TryGet(end.ContainerId) is { } container && container.Id == end.ContainerId)
            {
                // One that takes long holds up no other.
                _ = TakeAsync(sandbox, container, end);
            }
            else
            {
                _ = ForgetAsync(sandbox, end.ContainerId);
            }
        }
    }

    /// <summary>Takes an end.</summary>
    internal async Task TakeAsync(ISandbox sandbox, Container container, SandboxEnd end)
    {
        try
        {
            bool isRemoved;
            using (await container.LockAsync(CancellationToken.None).ConfigureAwait(false))
            {
                isRemoved = await TakeLockedAsync(sandbox, container, end).ConfigureAwait(false);
            }

            if (isRemoved)
            {
                await removal.RemoveEndedAsync(container).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // Nobody waits for this task: the container says what went wrong, and the next start of the engine mends it.
            container.Replace(container.State with { Error = e.Message });
            container.Waits.Ended(new ContainerExit(end.ExitCode, e.Message));
        }
    }

    // Returns whether the container goes now.
    private async Task<bool> TakeLockedAsync(ISandbox sandbox, Container container, SandboxEnd end)
    {
        ContainerState before = container.State;
        if (!before.IsRunning)
        {
            // Told again after a restart of the engine, or the start of it has failed after all.
            await ForgetAsync(sandbox, container.Id).ConfigureAwait(false);
            return false;
        }

        container.EndCompanions();
        ContainerState after = before with
        {
            Status = ContainerStatus.Exited,
            Pid = 0,
            ExitCode = end.ExitCode,
            IsOutOfMemory = end.IsOutOfMemory,
            FinishedAt = end.At,
            Health = before.Health is { } health ? health with { Status = HealthState.Unhealthy } : null,
        };
        bool isRestarted = restarts.IsWanted(container, after);
        if (isRestarted)
        {
            after = after with { Status = ContainerStatus.Restarting, RestartCount = after.RestartCount + 1 };
        }

        bool isRemoved = !isRestarted && container.Record.Host.AutoRemove && !container.IsBeingRestarted;
        if (isRemoved)
        {
            // The sandbox remembers the end until the container is gone: nothing need be written down twice.
            container.Replace(after);
        }
        else
        {
            await parts.Store.SaveAsync(container, after).ConfigureAwait(false);
        }

        if (end.IsOutOfMemory)
        {
            parts.Events.Publish(container, "oom");
        }

        TimeSpan lifetime = before.StartedAt is { } start && end.At > start ? end.At - start : TimeSpan.Zero;
        parts.Events.Publish(
            container,
            "die",
            ("execDuration", ((long)lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture)),
            ("exitCode", end.ExitCode.ToString(CultureInfo.InvariantCulture)));
        container.Waits.Ended(new ContainerExit(end.ExitCode));
        IReadOnlyList<StateChange> changes = await cleanup.ReleaseAsync(container).ConfigureAwait(false);
        if (changes.Count > 0 && !isRemoved)
        {
            await parts.Store.SaveAsync(container, container.State, changes).ConfigureAwait(false);
        }

        cleanup.PublishUnmounts(container);
        if (!isRemoved)
        {
            await ForgetAsync(sandbox, container.Id).ConfigureAwait(false);
        }

        if (isRestarted)
        {
            restarts.Schedule(container, lifetime);
        }

        return isRemoved;
    }

    private static async Task ForgetAsync(ISandbox sandbox, string id)
    {
        try
        {
            await sandbox.ForgetAsync(id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (EngineException)
        {
            // It is told again, and forgotten then.
        }
    }
}
