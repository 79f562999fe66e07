using Caisson.Linux;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;
using Caisson.Oci;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.Programs;
using Caisson.Runtime.State;
using Caisson.Runtime.Units;

namespace Caisson.Runtime.Lifecycle;

/// <summary>The verb <c>delete</c>.</summary>
public static class DeleteContainer
{
    private const int SIGKILL = 9;
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(10);

    /// <summary>Removes all that there is of a container.</summary>
    /// <param name="store">Where the container is kept.</param>
    /// <param name="id">Its name.</param>
    /// <param name="force">Whether a container that still runs is killed, and one that does not exist is no error.</param>
    /// <param name="warn">Told of a poststop hook that failed.</param>
    /// <exception cref="ContainerException">The container runs, or does not exist.</exception>
    public static void Run(ContainerStore store, string id, bool force, Action<string> warn)
    {
        ContainerDirectory directory;
        try
        {
            directory = store.Open(id);
        }
        catch (ContainerException) when (force)
        {
            return;
        }

        using (directory)
        {
            Delete(directory, force, warn);
        }
    }

    internal static void Delete(ContainerDirectory directory, bool force, Action<string> warn)
    {
        ContainerRecord? record = ReadWhatThereIs(directory, force);
        if (record is not null)
        {
            ContainerStatus status = ContainerSnapshot.StatusOf(directory, record);
            if (status is ContainerStatus.Running or ContainerStatus.Paused && !force)
            {
                throw new ContainerException(
                    $"cannot delete container {directory.Id} that is not stopped: {StartContainer.Name(status)}; stop it or use --force");
            }

            EndFirstProcess(record);
        }

        RemoveCgroup(directory, record, force ? warn : null);
        record?.Rdt?.Open().Remove(record.Rdt.IsOwn);
        RunPoststop(directory, record, warn);
        directory.Remove();
    }

    // A damaged record must not keep a container from being removed.
    private static ContainerRecord? ReadWhatThereIs(ContainerDirectory directory, bool force)
    {
        try
        {
            return directory.TryRead();
        }
        catch (ContainerException) when (force)
        {
            return null;
        }
    }

    private static void EndFirstProcess(ContainerRecord record)
    {
        using PidFd? process = InitProcess.TryOpen(record);
        if (process is null)
        {
            return;
        }

        process.Signal(SIGKILL);
        using (Cgroup? cgroup = ContainerCgroup.TryOpen(record))
        {
            // A frozen process dies only when it is thawed (cgroup v1).
            if (cgroup?.IsFrozen == true)
            {
                cgroup.Thaw();
            }
        }

        if (!Poll.WaitReadable(process, KillPatience))
        {
            throw new ContainerException($"process {record.InitProcessId} does not end: it waits in the kernel; try again later");
        }
    }

    // With somebody to warn, a systemd that does not answer is no reason to keep a container.
    private static void RemoveCgroup(ContainerDirectory directory, ContainerRecord? record, Action<string>? warn)
    {
        try
        {
            if (record?.Unit is { } unit)
            {
                UnitRemoval.Run(directory.Id, unit, record.CgroupPaths);
            }
            else if (record?.CgroupPaths is not null)
            {
                using Cgroup? cgroup = ContainerCgroup.TryOpen(record);
                if (cgroup is not null)
                {
                    ContainerCgroup.Remove(cgroup);
                }
            }
            else if (TryReadConfig(directory) is { } config)
            {
                RemoveOrphan(config, directory.Id);
            }
        }
        catch (ContainerException e) when (warn is not null && record?.Unit is not null)
        {
            warn(e.Message);
        }
        catch (CgroupException e)
        {
            throw new ContainerException(e.Message, e);
        }
    }

    // Its runtime was killed before it wrote down a first process: one that was cloned already is about to end by itself,
    // for it can't go on without the runtime.
    private static void RemoveOrphan(ContainerConfig config, string id)
    {
        using Cgroup? cgroup = ContainerCgroup.Find(config, id);
        try
        {
            cgroup?.Remove();
        }
        catch (CgroupException)
        {
            // Processes that stay are somebody else's: the container would have been refused this cgroup.
        }
    }

    private static void RunPoststop(ContainerDirectory directory, ContainerRecord? record, Action<string> warn)
    {
        if (record is null || !directory.HasHooks || TryReadConfig(directory) is not { } config)
        {
            return;
        }

        byte[] state = ContainerSnapshot.ToState(record, ContainerStatus.Stopped).ToUtf8();
        foreach (string fault in ContainerHooks.RunAll(config.Hooks?.Poststop, "poststop", state))
        {
            warn(fault);
        }
    }

    private static ContainerConfig? TryReadConfig(ContainerDirectory directory)
    {
        try
        {
            return directory.ReadConfig();
        }
        catch (Exception e) when (e is LinuxException { Errno: Errno.ENOENT } or OciException)
        {
            return null;
        }
    }
}
