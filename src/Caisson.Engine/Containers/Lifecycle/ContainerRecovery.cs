using Caisson.Engine.Containers.Health;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Sandboxes;
using Caisson.Engine.Settings;
using Caisson.Engine.State;

namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>Puts the engine's knowledge right when it starts: what ran still runs, or has ended meanwhile.</summary>
internal sealed class ContainerRecovery(
    ContainerParts parts, ContainerStart start, ContainerRemoval removal, HealthMonitor health)
{
    // What is said of a container whose end nobody has seen: the machine was switched off, say.
    private const int LostCode = 255;

    // Between SIGKILL and the end there is only the kernel: five seconds.
    private const int EndAttempts = 500;
    private static readonly TimeSpan EndInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Puts it right; afterwards the ends that sandboxes tell can be taken.</summary>
    internal async Task RunAsync(CancellationToken cancellation)
    {
        Dictionary<string, SandboxState> known = [];
        foreach (ISandbox sandbox in parts.Sandboxes.All)
        {
            foreach (SandboxState state in await sandbox.ListAsync(cancellation).ConfigureAwait(false))
            {
                known[state.Id] = state;
            }
        }

        foreach (SandboxState unknown in known.Values.Where(s => s.End is null && !IsKnownToRun(s.Id)).ToArray())
        {
            await EndAsync(unknown.Id, cancellation).ConfigureAwait(false);
            known.Remove(unknown.Id);
        }

        parts.Holds.Restore(parts.Store.All.SelectMany(Manifests));

        // All at once: what they write is one transaction.
        string?[] adopted = await Task.WhenAll(
            parts.Store.All.Select(c => AdoptAsync(c, known.GetValueOrDefault(c.Id)))).ConfigureAwait(false);
        HashSet<string> running = [.. adopted.OfType<string>()];

        IReadOnlyList<StateChange> changes = await parts.Networks.RestoreAsync(running, cancellation).ConfigureAwait(false);
        await parts.State.WriteAsync([.. changes]).ConfigureAwait(false);
        await BlockingWork.RunAsync(() =>
        {
            parts.HostMounts.ReleaseAllBut(running);
            foreach (string id in parts.Folders.Ids().Where(id => parts.Store.TryGet(id)?.Id != id).ToArray())
            {
                // A creation or a removal that was interrupted.
                parts.Folders.Remove(id);
            }
        }).ConfigureAwait(false);
    }

    /// <summary>Starts what is to run whenever the engine does, and removes what was to go with its end.</summary>
    internal async Task ResumeAsync()
    {
        foreach (Container container in parts.Store.All)
        {
            if (container.State.IsRunning)
            {
                continue;
            }

            if (!Directory.Exists(parts.Folders.Of(container.Id)) || (container.Record.Host.AutoRemove && container.State.StartedAt is not null))
            {
                await RemoveAsync(container).ConfigureAwait(false);
            }
        }

        await Task.WhenAll(parts.Store.All.Where(IsToStart).Select(StartAsync)).ConfigureAwait(false);
    }

    private static IEnumerable<string?> Manifests(Container container) =>
    [
        container.Record.Manifest?.Digest,
        .. container.Record.Mounts.Where(m => m.Type == MountPoint.Image).Select(m => m.Name),
    ];

    private static bool IsToStart(Container container)
    {
        ContainerState state = container.State;
        return container.Record.Host.RestartPolicy.Name switch
        {
            RestartPolicy.Always => state.Status is ContainerStatus.Exited or ContainerStatus.Restarting,
            RestartPolicy.UnlessStopped => state.Status is ContainerStatus.Exited or ContainerStatus.Restarting && !state.IsStoppedByHand,
            RestartPolicy.OnFailure => state.Status == ContainerStatus.Restarting
                || (state.Status == ContainerStatus.Exited && state.ExitCode == LostCode && !state.IsStoppedByHand),
            _ => false,
        };
    }

    // Returns its id if it runs, or has ended without anybody having taken its end.
    private async Task<string?> AdoptAsync(Container container, SandboxState? known)
    {
        ContainerState state = container.State;
        if (known is null)
        {
            if (state.IsRunning)
            {
                ContainerState lost = state with
                {
                    Status = ContainerStatus.Exited,
                    Pid = 0,
                    ExitCode = LostCode,
                    FinishedAt = parts.Clock.GetUtcNow(),
                };
                await parts.Store.SaveAsync(container, lost).ConfigureAwait(false);
            }

            return null;
        }

        // Its end, if there was one, is told in a moment, and finds a container that runs.
        container.Replace(state with
        {
            Status = known.IsPaused ? ContainerStatus.Paused : ContainerStatus.Running,
            Pid = known.Pid,
            StartedAt = known.StartedAt,
        });
        if (known.End is null)
        {
            health.Begin(container);
        }

        return container.Id;
    }

    private bool IsKnownToRun(string id) => parts.Store.TryGet(id) is { State.IsRunning: true } container && container.Id == id;

    // Of a container that has been removed, or whose start nobody has written down: nobody was told that it runs, and which network
    // it has is not known. When this returns, it can be started.
    private async Task EndAsync(string id, CancellationToken cancellation)
    {
        foreach (ISandbox sandbox in parts.Sandboxes.All)
        {
            try
            {
                await sandbox.SignalAsync(id, (int)Linux.Uapi.Signal.SIGKILL, cancellation).ConfigureAwait(false);
            }
            catch (EngineException)
            {
                // Another sandbox's, or ended by now.
            }

            await ForgetAsync(sandbox, id, cancellation).ConfigureAwait(false);
        }
    }

    private async Task ForgetAsync(ISandbox sandbox, string id, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < EndAttempts; attempt++)
        {
            try
            {
                await sandbox.ForgetAsync(id, cancellation).ConfigureAwait(false);
                return;
            }
            catch (EngineException e) when (e.Kind == EngineErrorKind.Conflict)
            {
                // It is ending.
                await Task.Delay(EndInterval, parts.Clock, cancellation).ConfigureAwait(false);
            }
            catch (EngineException)
            {
                return;
            }
        }
    }

    private async Task RemoveAsync(Container container)
    {
        using (await container.LockAsync(CancellationToken.None).ConfigureAwait(false))
        {
            try
            {
                await removal.FinishAsync(container).ConfigureAwait(false);
            }
            catch (EngineException)
            {
                // It is dead now, and says why.
            }
        }
    }

    private async Task StartAsync(Container container)
    {
        using (await container.LockAsync(CancellationToken.None).ConfigureAwait(false))
        {
            ContainerState state = container.State;
            try
            {
                await start.StartLockedAsync(container, state with { RestartCount = 0, IsStoppedByHand = false }).ConfigureAwait(false);
            }
            catch (EngineException)
            {
                // Why is in its state.
            }
        }
    }
}
