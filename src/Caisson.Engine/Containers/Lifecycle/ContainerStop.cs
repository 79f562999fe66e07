using System.Globalization;
using Caisson.Engine.Containers.Model;
using Caisson.Linux.Signals;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>Ends containers: politely first, or with any signal.</summary>
internal sealed class ContainerStop(ContainerParts parts)
{
    private const int DefaultSeconds = 10;

    // Between SIGKILL and the end there is only the kernel.
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(10);

    /// <summary>Asks a container to end, and kills it where it does not.</summary>
    /// <param name="container">The container.</param>
    /// <param name="signal">The signal to ask with; null for the container's own.</param>
    /// <param name="seconds">How long to wait; negative for as long as it takes; null for the container's own choice.</param>
    /// <param name="isForGood">Whether no restart policy starts it again.</param>
    /// <param name="cancellation">Ends the waiting: the container is killed then.</param>
    internal async Task<ChangeOutcome> StopAsync(
        Container container, string? signal, int? seconds, bool isForGood, CancellationToken cancellation)
    {
        int number = Parse(signal ?? container.Record.Config.StopSignal ?? "SIGTERM");
        Task<ContainerExit> end;
        using (await container.LockAsync(cancellation).ConfigureAwait(false))
        {
            if (!await BeginAsync(container, isForGood).ConfigureAwait(false))
            {
                return ChangeOutcome.AlreadySo;
            }

            end = container.Waits.NextEnd();
            parts.Events.Publish(container, "kill", ("signal", number.ToString(CultureInfo.InvariantCulture)));
            await SendAsync(container, number).ConfigureAwait(false);
        }

        TimeSpan patience = (seconds ?? container.Record.Config.StopTimeout ?? DefaultSeconds) is >= 0 and var s
            ? TimeSpan.FromSeconds(s)
            : Timeout.InfiniteTimeSpan;
        if (!await EndsAsync(end, patience, cancellation).ConfigureAwait(false))
        {
            await KillAsync(container, end).ConfigureAwait(false);
        }

        await SettleAsync(container).ConfigureAwait(false);
        parts.Events.Publish(container, "stop");
        return ChangeOutcome.Done;
    }

    /// <summary>Sends a signal.</summary>
    /// <param name="container">The container.</param>
    /// <param name="name">What the client calls it.</param>
    /// <param name="signal">The signal; empty for SIGKILL.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="EngineException">There is no such signal, or the container does not run.</exception>
    internal async Task KillAsync(Container container, string name, string signal, CancellationToken cancellation)
    {
        int number = signal.Length == 0 ? (int)Signal.SIGKILL : Parse(signal);
        Task<ContainerExit>? end = null;
        using (await container.LockAsync(cancellation).ConfigureAwait(false))
        {
            if (container.State.Status == ContainerStatus.Restarting && number == (int)Signal.SIGKILL)
            {
                await BeginAsync(container, isForGood: true).ConfigureAwait(false);
                return;
            }

            if (!container.State.IsRunning)
            {
                throw new EngineException(
                    EngineErrorKind.Conflict, $"cannot kill container: {name}: container {container.Id} is not running");
            }

            bool isEnd = number == (int)Signal.SIGKILL || number == Parse(container.Record.Config.StopSignal ?? "SIGTERM");
            if (isEnd && !container.State.IsStoppedByHand)
            {
                await parts.Store.SaveAsync(container, container.State with { IsStoppedByHand = true }).ConfigureAwait(false);
            }

            end = number == (int)Signal.SIGKILL ? container.Waits.NextEnd() : null;
            parts.Events.Publish(container, "kill", ("signal", number.ToString(CultureInfo.InvariantCulture)));
            await SendAsync(container, number).ConfigureAwait(false);
        }

        if (end is not null)
        {
            await EndsAsync(end, KillPatience, cancellation).ConfigureAwait(false);
            await SettleAsync(container).ConfigureAwait(false);
        }
    }

    // Whoever takes the end holds the lock until what the container had is taken down: whoever has stopped it may use its ports.
    private static async Task SettleAsync(Container container)
    {
        using (await container.LockAsync(CancellationToken.None).ConfigureAwait(false))
        {
        }
    }

    /// <summary>Kills a container that runs, and waits until that is so.</summary>
    internal async Task KillAsync(Container container)
    {
        Task<ContainerExit> end;
        using (await container.LockAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (!await BeginAsync(container, isForGood: true).ConfigureAwait(false))
            {
                return;
            }

            end = container.Waits.NextEnd();
        }

        await KillAsync(container, end).ConfigureAwait(false);
    }

    // Returns whether it runs. One that waits for its restart is at rest then.
    private async Task<bool> BeginAsync(Container container, bool isForGood)
    {
        ContainerState state = container.State;
        if (state.Status == ContainerStatus.Restarting)
        {
            container.EndCompanions();
            await parts.Store.SaveAsync(
                container, state with { Status = ContainerStatus.Exited, IsStoppedByHand = isForGood }).ConfigureAwait(false);
            return false;
        }

        if (!state.IsRunning)
        {
            return false;
        }

        if (!state.IsStoppedByHand)
        {
            // For a restart as well: the policy must not come before whoever restarts it. It is on the disk with the end.
            container.Replace(state with { IsStoppedByHand = true });
        }

        return true;
    }

    private async Task SendAsync(Container container, int signal)
    {
        try
        {
            if (container.State.Status == ContainerStatus.Paused && signal != (int)Signal.SIGKILL)
            {
                await parts.Sandboxes.Of(container).SetPausedAsync(container.Id, false, CancellationToken.None).ConfigureAwait(false);
                container.Replace(container.State with { Status = ContainerStatus.Running });
            }

            await parts.Sandboxes.Of(container).SignalAsync(container.Id, signal, CancellationToken.None).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Kind is EngineErrorKind.NotFound or EngineErrorKind.Conflict)
        {
            // It has ended by itself: its end is on the way.
        }
    }

    private async Task KillAsync(Container container, Task<ContainerExit> end)
    {
        parts.Events.Publish(container, "kill", ("signal", ((int)Signal.SIGKILL).ToString(CultureInfo.InvariantCulture)));
        await SendAsync(container, (int)Signal.SIGKILL).ConfigureAwait(false);
        if (!await EndsAsync(end, KillPatience, CancellationToken.None).ConfigureAwait(false))
        {
            throw new EngineException(
                EngineErrorKind.System, $"cannot stop container: {container.Id}: tried to kill container, but did not receive an exit event");
        }
    }

    private async Task<bool> EndsAsync(Task end, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            await end.WaitAsync(patience, parts.Clock, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return end.IsCompleted;
        }
    }

    private static int Parse(string signal) => SignalName.TryParse(signal, out int number) && number > 0
        ? number
        : throw new EngineException(EngineErrorKind.InvalidParameter, $"invalid signal: {signal}");
}
