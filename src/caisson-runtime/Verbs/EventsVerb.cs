using Caisson.Linux.Cgroups;
using Caisson.Linux.Descriptors;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.CommandLine.Events;
using Caisson.Runtime.CommandLine.Options;
using Caisson.Runtime.State;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary><c>events</c>: what a container uses, and when it runs out of memory, as JSON lines.</summary>
internal sealed class EventsVerb : Verb
{
    private readonly DurationOption _interval = new(
        "interval", "time between two lines of statistics", TimeSpan.FromSeconds(5), "5s");

    private readonly SwitchOption _stats = new("stats", "print the statistics once, then end");

    /// <inheritdoc/>
    internal override string Name => "events";

    /// <inheritdoc/>
    internal override string Summary => "print what a container uses, and when it runs out of memory, as JSON lines";

    /// <inheritdoc/>
    internal override string Description => "Ends when the container does.";

    /// <inheritdoc/>
    protected override Option[] Options => [_interval, _stats];

    /// <inheritdoc/>
    internal override int Run(Invocation invocation)
    {
        string id = invocation.ContainerId;
        ContainerStore store = invocation.OpenStore();
        ContainerSnapshot snapshot = store.Load(id);
        if (_interval.Value <= TimeSpan.Zero)
        {
            throw new ContainerException("duration interval must be greater than 0");
        }

        int processId = snapshot.Record.InitProcessId;
        using PidFd? process = processId > 0 ? PidFd.TryOpen(processId) : null;

        // Asked again with the process in hand: if it is still the container's now, the handle is.
        snapshot = store.Load(id);
        if (process is null || snapshot.Status is ContainerStatus.Stopped or ContainerStatus.Creating)
        {
            throw new ContainerException($"container with id {id} is not running");
        }

        using Cgroup cgroup = Cgroup.Open(snapshot.Record.CgroupPaths ?? new Dictionary<string, string>());
        EventStream stream = new(id, cgroup, snapshot.Record.Rdt?.Open(), invocation.Log);
        if (_stats.Value)
        {
            stream.PrintStatistics();
        }
        else
        {
            stream.Follow(process, _interval.Value);
        }

        return ExitStatus.Success;
    }
}
