using Caisson.Linux.Cgroups;
using Caisson.Runtime.State;

namespace Caisson.Runtime.Lifecycle;

/// <summary>The processes of a container, for <c>ps</c> and <c>events</c>.</summary>
public static class ContainerProcesses
{
    /// <summary>Their numbers in the host's PID namespace.</summary>
    /// <exception cref="ContainerException">There is no such container.</exception>
    public static IReadOnlyList<int> List(ContainerStore store, string id)
    {
        ContainerSnapshot snapshot = store.Load(id);
        using Cgroup? cgroup = ContainerCgroup.TryOpen(snapshot.Record);
        return cgroup?.Processes() ?? [];
    }
}
