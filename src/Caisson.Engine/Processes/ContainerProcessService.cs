using Caisson.Engine.Containers;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Sandboxes;
using Caisson.Engine.Settings;

namespace Caisson.Engine.Processes;

/// <summary>What the processes of containers do: which there are, what they use, whether they stand still. Thread: any.</summary>
public sealed class ContainerProcessService
{
    private const string HostNetwork = "host";

    private readonly ContainerParts _parts;

    internal ContainerProcessService(ContainerParts parts)
    {
        _parts = parts;
    }

    /// <summary>Stops all processes of a container where they stand.</summary>
    /// <param name="container">The container.</param>
    /// <param name="cancellation">Ends the wait for others that change it.</param>
    /// <exception cref="EngineException">It does not run, or stands already.</exception>
    public Task PauseAsync(Container container, CancellationToken cancellation) =>
        ContainerPause.PauseAsync(_parts, container, cancellation);

    /// <summary>Lets them go on.</summary>
    /// <param name="container">The container.</param>
    /// <param name="cancellation">Ends the wait for others that change it.</param>
    /// <exception cref="EngineException">It does not stand.</exception>
    public Task ResumeAsync(Container container, CancellationToken cancellation) =>
        ContainerPause.ResumeAsync(_parts, container, cancellation);

    /// <summary>Changes limits and the restart policy of a container, also while it runs.</summary>
    /// <param name="container">The container.</param>
    /// <param name="changes">What changes; what is zero or null stays.</param>
    /// <param name="policy">The restart policy; null or without a name to leave it.</param>
    /// <param name="cancellation">Ends the wait for others that change it.</param>
    /// <returns>What the client should know.</returns>
    /// <exception cref="EngineException">A value is not possible.</exception>
    public Task<IReadOnlyList<string>> UpdateAsync(Container container, ResourceSettings changes, RestartPolicy? policy, CancellationToken cancellation) =>
        ContainerUpdate.RunAsync(_parts, container, changes, policy, cancellation);

    /// <summary>The processes of a container as ps(1) shows them.</summary>
    /// <param name="container">The container.</param>
    /// <param name="arguments">Arguments of ps; empty for <c>-ef</c>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="EngineException">It does not run.</exception>
    public async Task<ProcessTable> ListAsync(Container container, string arguments, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(arguments);
        CheckRuns(container);
        IReadOnlyList<int> pids = await _parts.Sandboxes.Of(container).ProcessesAsync(container.Id, cancellation).ConfigureAwait(false);
        ProcessTable table = await BlockingWork.RunAsync(() => ProcessLister.List(pids, arguments)).ConfigureAwait(false);
        _parts.Events.Publish(container, "top");
        return table;
    }

    /// <summary>What a container uses; null where it does not run.</summary>
    /// <param name="container">The container.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<ContainerUsage?> UsageAsync(Container container, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(container);
        ContainerState state = container.State;
        if (!state.IsRunning)
        {
            return null;
        }

        try
        {
            SandboxStatistics statistics = await _parts.Sandboxes.Of(container)
                .StatisticsAsync(container.Id, cancellation).ConfigureAwait(false);
            bool hasNetwork = container.Record.Host.NetworkMode != HostNetwork;
            (ulong cpuNs, int cpus) = HostFigures.ReadCpu();
            return new ContainerUsage(
                statistics, hasNetwork ? HostFigures.ReadInterfaces(state.Pid) : null, cpuNs, cpus, HostFigures.ReadMemory());
        }
        catch (EngineException) when (!container.State.IsRunning)
        {
            return null;
        }
    }

    private static void CheckRuns(Container container)
    {
        string? reason = container.State.Status switch
        {
            ContainerStatus.Running or ContainerStatus.Paused => null,
            ContainerStatus.Restarting => $"Container {container.Id} is restarting, wait until the container is running",
            _ => $"container {container.Id} is not running",
        };
        if (reason is not null)
        {
            throw new EngineException(EngineErrorKind.Conflict, reason);
        }
    }
}
