using Caisson.Linux.Cgroups;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.State;

namespace Caisson.Runtime.Lifecycle;

/// <summary>The verbs <c>pause</c> and <c>resume</c>.</summary>
public static class PauseContainer
{
    /// <summary>Stops all processes of a container where they are.</summary>
    /// <exception cref="ContainerException">The container neither runs nor is created.</exception>
    public static void Pause(ContainerStore store, string id)
    {
        using ContainerDirectory directory = store.Open(id);
        ContainerRecord record = directory.Read();
        if (ContainerSnapshot.StatusOf(directory, record) is not (ContainerStatus.Running or ContainerStatus.Created))
        {
            throw new ContainerException("container not running or created: it can't be paused");
        }

        Change(record, static cgroup => cgroup.Freeze());
    }

    /// <summary>Lets them go on.</summary>
    /// <exception cref="ContainerException">The container is not paused.</exception>
    public static void Resume(ContainerStore store, string id)
    {
        using ContainerDirectory directory = store.Open(id);
        ContainerRecord record = directory.Read();
        if (!ContainerCgroup.IsFrozen(record))
        {
            throw new ContainerException("container not paused");
        }

        Change(record, static cgroup => cgroup.Thaw());
    }

    private static void Change(ContainerRecord record, Action<Cgroup> change)
    {
        using Cgroup cgroup = ContainerCgroup.TryOpen(record)
            ?? throw new ContainerException("the container has no cgroup: its processes can't be stopped");
        try
        {
            change(cgroup);
        }
        catch (CgroupException e)
        {
            throw new ContainerException(e.Message, e);
        }
    }
}
