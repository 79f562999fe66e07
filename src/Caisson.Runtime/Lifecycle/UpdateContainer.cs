using Caisson.Linux.Cgroups;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.Launch;
using Caisson.Runtime.State;
using Caisson.Runtime.Units;

namespace Caisson.Runtime.Lifecycle;

/// <summary>The verb <c>update</c>.</summary>
public static class UpdateContainer
{
    /// <summary>Changes the limits of a container: those that are given, and no others.</summary>
    /// <param name="store">Where the container is kept.</param>
    /// <param name="id">Its name.</param>
    /// <param name="resources">The new limits.</param>
    /// <param name="shares">New shares of caches and memory bandwidth; null to leave them.</param>
    /// <param name="warn">Told of what could not be had but was not needed.</param>
    /// <exception cref="ContainerException">The container has stopped, or the kernel refuses a limit.</exception>
    public static void Run(ContainerStore store, string id, LinuxResources resources, IntelRdt? shares, Action<string> warn)
    {
        using ContainerDirectory directory = store.Open(id);
        ContainerRecord record = directory.Read();
        if (ContainerSnapshot.StatusOf(directory, record) == ContainerStatus.Stopped)
        {
            throw new ContainerException("cannot update a container that has stopped");
        }

        if (shares is not null)
        {
            Share(directory, record, shares);
        }

        using Cgroup cgroup = ContainerCgroup.TryOpen(record)
            ?? throw new ContainerException("the container has no cgroup: it has no limits to change");
        try
        {
            CgroupResources limits = ResourceTranslation.Translate(resources);
            foreach (string warning in cgroup.Apply(limits))
            {
                warn(warning);
            }

            if (record.Unit is { } unit)
            {
                // What the kernel takes, systemd is told; it writes a rounded value here and there, so once more.
                UnitUpdate.Run(id, unit, cgroup, limits);
                cgroup.Apply(limits);
            }
        }
        catch (CgroupException e)
        {
            throw new ContainerException(e.Message, e);
        }
    }

    private static void Share(ContainerDirectory directory, ContainerRecord record, IntelRdt shares)
    {
        if (record.Rdt is { } rdt)
        {
            RdtClass.Update(rdt, shares);
            return;
        }

        // As runc: a container without a class gets one now, for its first process and what that starts from then on.
        directory.Write(record with { Rdt = RdtClass.Plan(shares, directory.Id) });
        RdtClass.Make(shares, directory.Id).AddTask(record.InitProcessId);
    }
}
