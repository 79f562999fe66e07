using Caisson.Engine.Configuration;
using Caisson.Engine.Containers;
using Caisson.Engine.Settings;
using Caisson.Engine.Settings.Checks;

namespace Caisson.Engine.Processes;

/// <summary>Changes limits and the restart policy of a container.</summary>
internal static class ContainerUpdate
{
    private const string NoRestart = "no";

    /// <summary>Changes them; those of a container that runs at once.</summary>
    /// <returns>What the client should know.</returns>
    /// <exception cref="EngineException">A value is not possible, or does not fit what there is.</exception>
    internal static async Task<IReadOnlyList<string>> RunAsync(
        ContainerParts parts, Container container, ResourceSettings changes, RestartPolicy? policy, CancellationToken cancellation)
    {
        List<string> warnings = ResourceCheck.Check(changes, isUpdate: true);
        using (await container.LockAsync(cancellation).ConfigureAwait(false))
        {
            if (container.State.IsGoing)
            {
                throw new EngineException(
                    EngineErrorKind.Conflict, $"Cannot update container {container.Id}: container is marked for removal and cannot be \"update\"");
            }

            HostSettings host = Merge(container.Record.Host, changes);
            if (policy is { Name.Length: > 0 })
            {
                if (host.AutoRemove && policy.Name != NoRestart)
                {
                    throw new EngineException(
                        EngineErrorKind.Conflict, "Restart policy cannot be updated because AutoRemove is enabled for the container");
                }

                host = host with { RestartPolicy = policy };
            }

            if (container.State.IsRunning)
            {
                await parts.Sandboxes.Of(container)
                    .UpdateAsync(container.Id, ResourceChoice.Of(changes), CancellationToken.None).ConfigureAwait(false);
            }

            await parts.Store.SaveAsync(container, container.Record with { Host = host }).ConfigureAwait(false);
        }

        parts.Events.Publish(container, "update");
        return warnings;
    }

    /// <summary>The settings with what changes; what is zero, empty or null there stays.</summary>
    /// <exception cref="EngineException">It does not fit what there is.</exception>
    internal static HostSettings Merge(HostSettings host, ResourceSettings changes)
    {
        CheckFit(host, changes);
        HostSettings merged = host with
        {
            BlkioWeight = changes.BlkioWeight != 0 ? changes.BlkioWeight : host.BlkioWeight,
            CpuShares = Or(changes.CpuShares, host.CpuShares),
            CpusetCpus = changes.CpusetCpus.Length > 0 ? changes.CpusetCpus : host.CpusetCpus,
            CpusetMems = changes.CpusetMems.Length > 0 ? changes.CpusetMems : host.CpusetMems,
            Memory = Or(changes.Memory, host.Memory),
            MemorySwap = Or(changes.MemorySwap, host.MemorySwap),
            MemoryReservation = Or(changes.MemoryReservation, host.MemoryReservation),
            PidsLimit = changes.PidsLimit ?? host.PidsLimit,
            CpuRealtimePeriod = Or(changes.CpuRealtimePeriod, host.CpuRealtimePeriod),
            CpuRealtimeRuntime = Or(changes.CpuRealtimeRuntime, host.CpuRealtimeRuntime),
        };
        return changes.NanoCpus > 0
            ? merged with { NanoCpus = changes.NanoCpus, CpuPeriod = 0, CpuQuota = 0 }
            : changes.CpuPeriod != 0 || changes.CpuQuota != 0
            ? merged with { NanoCpus = 0, CpuPeriod = Or(changes.CpuPeriod, host.CpuPeriod), CpuQuota = Or(changes.CpuQuota, host.CpuQuota) }
            : merged;
    }

    private static void CheckFit(HostSettings host, ResourceSettings changes)
    {
        string? reason =
            changes.NanoCpus > 0 && host.CpuPeriod > 0
                ? "Conflicting options: Nano CPUs cannot be updated as CPU Period has already been set"
            : changes.NanoCpus > 0 && host.CpuQuota > 0
                ? "Conflicting options: Nano CPUs cannot be updated as CPU Quota has already been set"
            : changes.CpuPeriod > 0 && host.NanoCpus > 0
                ? "Conflicting options: CPU Period cannot be updated as NanoCPUs has already been set"
            : changes.CpuQuota > 0 && host.NanoCpus > 0
                ? "Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set"
            : changes.Memory > 0 && host.MemorySwap > 0 && changes.Memory > host.MemorySwap && changes.MemorySwap == 0
                ? "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time"
            : null;
        if (reason is not null)
        {
            throw new EngineException(EngineErrorKind.Conflict, reason);
        }
    }

    private static long Or(long changed, long before) => changed != 0 ? changed : before;
}
