using Caisson.Linux.Cgroups;
using Caisson.Linux.Descriptors;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.State;

namespace Caisson.Runtime.Lifecycle;

/// <summary>The verb <c>kill</c>.</summary>
public static class KillContainer
{
    private const int SIGKILL = 9;

    /// <summary>Sends a signal.</summary>
    /// <param name="store">Where the container is kept.</param>
    /// <param name="id">Its name.</param>
    /// <param name="signal">The signal's number.</param>
    /// <param name="all">To all processes of the container rather than to the first.</param>
    /// <exception cref="ContainerException">The container does not run.</exception>
    public static void Run(ContainerStore store, string id, int signal, bool all)
    {
        using ContainerDirectory directory = store.Open(id);
        ContainerRecord record = directory.Read();
        if (all)
        {
            using Cgroup? cgroup = ContainerCgroup.TryOpen(record);
            cgroup?.Signal(signal);
            return;
        }

        using PidFd? process = InitProcess.TryOpen(record);
        if (process is null || !process.Signal(signal))
        {
            throw new ContainerException($"container not running: {id}");
        }

        if (signal == SIGKILL)
        {
            EndTheRest(directory, record);
        }
    }

    private static void EndTheRest(ContainerDirectory directory, ContainerRecord record)
    {
        using Cgroup? cgroup = ContainerCgroup.TryOpen(record);
        if (cgroup is null)
        {
            return;
        }

        if (!HasOwnPids(directory))
        {
            // In a PID namespace of its own, the others end with the first.
            cgroup.Kill();
        }
        else if (cgroup.IsFrozen)
        {
            // A frozen process dies only when it is thawed (cgroup v1).
            cgroup.Thaw();
        }
    }

    private static bool HasOwnPids(ContainerDirectory directory) => Array.Exists(
        directory.ReadConfig().Linux?.Namespaces ?? [],
        static n => n.Type == NamespaceType.Pid && string.IsNullOrEmpty(n.Path));
}
