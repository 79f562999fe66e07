using Caisson.Engine.Containers.Model;
using Caisson.Engine.Settings;

namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>Starts containers again, as their restart policies say: after a wait that doubles, and is short again for one that
/// has run for a while.</summary>
internal sealed class RestartSupervisor(TimeProvider clock, Func<Container, ContainerState, Task> start, Action<Container> gaveUp)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(10);

    private volatile bool _isClosed;

    /// <summary>Whether a container is to be started again.</summary>
    /// <param name="container">The container.</param>
    /// <param name="ended">Where it stands after its end.</param>
    internal bool IsWanted(Container container, ContainerState ended)
    {
        RestartPolicy policy = container.Record.Host.RestartPolicy;
        return !_isClosed && !ended.IsStoppedByHand && policy.Name switch
        {
            RestartPolicy.Always or RestartPolicy.UnlessStopped => true,
            RestartPolicy.OnFailure => ended.ExitCode != 0
                && (policy.MaximumRetryCount == 0 || ended.RestartCount < policy.MaximumRetryCount),
            _ => false,
        };
    }

    /// <summary>Starts a container in a while.</summary>
    /// <param name="container">The container, locked; it is restarting.</param>
    /// <param name="lifetime">How long it ran.</param>
    internal void Schedule(Container container, TimeSpan lifetime)
    {
        container.RestartDelay = lifetime >= LongEnough || container.RestartDelay == TimeSpan.Zero
            ? FirstDelay
            : TimeSpan.FromTicks(Math.Min(MaxDelay.Ticks, 2 * container.RestartDelay.Ticks));
        CancellationTokenSource companions = new();
        container.Companions = companions;
        _ = RestartAsync(container, container.RestartDelay, companions.Token);
    }

    /// <summary>From now on nothing is started again: the engine ends.</summary>
    internal void Close() => _isClosed = true;

    private async Task RestartAsync(Container container, TimeSpan delay, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(delay, clock, cancellation).ConfigureAwait(false);
            using (await container.LockAsync(cancellation).ConfigureAwait(false))
            {
                if (!cancellation.IsCancellationRequested && !_isClosed && container.State.Status == ContainerStatus.Restarting)
                {
                    await start(container, container.State).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Somebody has stopped, started or removed it meanwhile.
        }
        catch (EngineException)
        {
            // Why is in the container's state by now. dockerd gives up here, too.
            gaveUp(container);
        }
    }
}
