using Caisson.Engine.Containers.Model;

namespace Caisson.Engine.Containers.Health;

/// <summary>Tests containers as long as they run.</summary>
internal sealed class HealthMonitor(ContainerParts parts, HealthProbe probe)
{
    private const int LogMax = 5;

    /// <summary>Begins to test a container, if it has a test.</summary>
    /// <param name="container">The container, locked; it runs.</param>
    internal void Begin(Container container)
    {
        if (HealthTest.Of(container.Record.Config) is { } test)
        {
            CancellationTokenSource companions = new();
            container.Companions = companions;
            _ = TestAsync(container, test, companions.Token);
        }
    }

    private async Task TestAsync(Container container, HealthTest test, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Wait(container.State, test), parts.Clock, cancellation).ConfigureAwait(false);
                if (container.State.Status == ContainerStatus.Paused)
                {
                    continue;
                }

                HealthResult result = await probe.RunAsync(container, test, cancellation).ConfigureAwait(false);
                using (await container.LockAsync(cancellation).ConfigureAwait(false))
                {
                    cancellation.ThrowIfCancellationRequested();
                    await TakeAsync(container, test, result).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The container has ended, or the engine.
        }
        catch (EngineException)
        {
            // The state cannot be written any more: the engine is closing.
        }
    }

    private async Task TakeAsync(Container container, HealthTest test, HealthResult result)
    {
        ContainerState state = container.State;
        HealthState before = state.Health ?? new HealthState();
        HealthState after = Next(before, test, result, state.StartedAt ?? result.Start);
        ContainerState changed = state with { Health = after };
        if (after.Status == before.Status)
        {
            container.Replace(changed);
        }
        else
        {
            await parts.Store.SaveAsync(container, changed).ConfigureAwait(false);
            parts.Events.Publish(container, $"health_status: {after.Status}");
        }
    }

    /// <summary>What a test changes.</summary>
    internal static HealthState Next(HealthState before, HealthTest test, HealthResult result, DateTimeOffset startedAt)
    {
        HealthState after = before with { Log = [.. before.Log.TakeLast(LogMax - 1), result] };
        if (result.ExitCode == 0)
        {
            return after with { Status = HealthState.Healthy, FailingStreak = 0 };
        }

        if (before.Status == HealthState.Starting && result.Start - startedAt < test.StartPeriod)
        {
            return after;
        }

        int streak = before.FailingStreak + 1;
        return after with { FailingStreak = streak, Status = streak >= test.Retries ? HealthState.Unhealthy : before.Status };
    }

    private TimeSpan Wait(ContainerState state, HealthTest test)
    {
        bool isStarting = state is { Health.Status: HealthState.Starting, StartedAt: { } start }
            && parts.Clock.GetUtcNow() - start < test.StartPeriod;
        return isStarting ? test.StartInterval : test.Interval;
    }
}
