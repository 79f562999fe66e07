using Caisson.Engine.Configuration;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Logs;
using Caisson.Engine.Networks;
using Caisson.Engine.Sandboxes;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>Starts containers.</summary>
internal sealed class ContainerStart(ContainerParts parts, ContainerCleanup cleanup, Health.HealthMonitor health)
{
    private const int NotFoundCode = 127;
    private const int NotExecutableCode = 126;
    private const int OtherCode = 128;

    /// <summary>Starts a container because somebody wants it.</summary>
    /// <exception cref="EngineException">It could not be started; with dockerd's words.</exception>
    internal async Task<ChangeOutcome> StartAsync(Container container, CancellationToken cancellation)
    {
        using (await container.LockAsync(cancellation).ConfigureAwait(false))
        {
            ContainerState state = container.State;
            switch (state.Status)
            {
                case ContainerStatus.Paused:
                    throw new EngineException(EngineErrorKind.Conflict, "cannot start a paused container, try unpause instead");
                case ContainerStatus.Running:
                    return ChangeOutcome.AlreadySo;
                case ContainerStatus.Removing or ContainerStatus.Dead:
                    throw new EngineException(
                        EngineErrorKind.Conflict, "container is marked for removal and cannot be started");
                default:
                    container.EndCompanions();
                    container.RestartDelay = TimeSpan.Zero;
                    await StartLockedAsync(container, state with { RestartCount = 0, IsStoppedByHand = false }).ConfigureAwait(false);
                    return ChangeOutcome.Done;
            }
        }
    }

    /// <summary>Starts a container whose lock the caller holds.</summary>
    /// <param name="container">The container, which does not run.</param>
    /// <param name="before">Where it stands.</param>
    internal async Task StartLockedAsync(Container container, ContainerState before)
    {
        PreparedNetwork? network = null;
        SandboxState? started = null;
        try
        {
            network = await parts.Networks.PrepareAsync(NetworkRequests.Of(container.Record, parts), CancellationToken.None).ConfigureAwait(false);
            LaunchPlace place = await new LaunchPreparation(parts).PrepareAsync(container, network).ConfigureAwait(false);
            SandboxLaunch launch = Launch(container, place);
            started = await parts.Sandboxes.Of(container).StartAsync(launch, CancellationToken.None).ConfigureAwait(false);
            await parts.Store.SaveAsync(container, Running(before, started, container.Record), network.Changes).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (started is not null)
            {
                await EndAsync(container).ConfigureAwait(false);
            }

            await FailAsync(container, before, e).ConfigureAwait(false);
            throw Explain(e);
        }

        PublishMounts(container);
        parts.Events.Publish(container, "start");
        health.Begin(container);
    }

    private SandboxLaunch Launch(Container container, LaunchPlace place)
    {
        ContainerRecord record = container.Record;
        return new SandboxLaunch
        {
            Id = container.Id,
            Config = ContainerConfiguration.Make(record, place, parts.Options),
            Root = parts.Folders.RootOf(record),
            Log = LogChoice.Of(record, parts.Folders.LogOf(container.Id)),
            HasInput = record.Config.OpenStdin,
            KeepsInputOpen = record.Config.OpenStdin && !record.Config.StdinOnce,
            InputEndsWithClient = record.Config.StdinOnce,
            Attachments = parts.Pending.Take(container.Id),
        };
    }

    private static ContainerState Running(ContainerState before, SandboxState started, ContainerRecord record) => before with
    {
        Status = ContainerStatus.Running,
        Pid = started.Pid,
        ExitCode = 0,
        Error = "",
        IsOutOfMemory = false,
        StartedAt = started.StartedAt,
        Health = Health.HealthTest.Of(record.Config) is null ? null : new HealthState(),
    };

    private async Task FailAsync(Container container, ContainerState before, Exception error)
    {
        parts.Pending.Drop(container.Id);
        int code = error is SandboxStartException start ? start.Fault switch
        {
            SandboxStartFault.NotFound => NotFoundCode,
            SandboxStartFault.NotExecutable => NotExecutableCode,
            _ => OtherCode,
        }
        : OtherCode;
        ContainerState failed = before with
        {
            Status = before.StartedAt is null && before.Status == ContainerStatus.Created ? ContainerStatus.Created : ContainerStatus.Exited,
            Pid = 0,
            ExitCode = code,
            Error = error.Message,
        };
        try
        {
            await cleanup.ReleaseAsync(container, failed).ConfigureAwait(false);
        }
        catch (EngineException)
        {
            // The state cannot be written: the next start of the engine finds what is on the disk, and puts it right.
            container.Replace(failed);
        }

        container.Waits.Ended(new ContainerExit(code, error.Message));
    }

    // It runs, and nothing that outlives the engine says so: whoever asked for it is told that it does not run. Its end, which
    // is told later, finds a container that has ended.
    private async Task EndAsync(Container container)
    {
        try
        {
            await parts.Sandboxes.Of(container).SignalAsync(container.Id, (int)Signal.SIGKILL, CancellationToken.None).ConfigureAwait(false);
        }
        catch (EngineException)
        {
            // It has ended by itself.
        }
    }

    // What a client sent is wrong where the program is; all else is the engine's trouble.
    private static EngineException Explain(Exception e) => e switch
    {
        EngineException known => known,
        SandboxStartException { Fault: SandboxStartFault.NotFound or SandboxStartFault.NotExecutable } =>
            new EngineException(EngineErrorKind.InvalidParameter, e.Message, e),
        _ => new EngineException(EngineErrorKind.System, e.Message, e),
    };

    private void PublishMounts(Container container)
    {
        foreach (MountPoint point in container.Record.Mounts.Where(p => p.Type == MountPoint.Volume))
        {
            parts.Volumes.PublishUse("mount", point.Name, container.Id, new Dictionary<string, string>
            {
                ["destination"] = point.Destination,
                ["propagation"] = point.Propagation,
                ["read/write"] = point.IsWritable ? "true" : "false",
            });
        }
    }
}
