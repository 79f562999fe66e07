using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.Programs;
using Caisson.Runtime.State;

namespace Caisson.Runtime.Lifecycle;

/// <summary>The verb <c>start</c>.</summary>
public static class StartContainer
{
    /// <summary>Lets the first process execute the user's program.</summary>
    /// <param name="store">Where the container is kept.</param>
    /// <param name="id">Its name.</param>
    /// <param name="warn">Told of a poststart hook that failed.</param>
    /// <exception cref="ContainerException">The container is not in the status <c>created</c>.</exception>
    public static void Run(ContainerStore store, string id, Action<string> warn)
    {
        using ContainerDirectory directory = store.Open(id);
        ContainerRecord record = directory.Read();
        ContainerStatus status = ContainerSnapshot.StatusOf(directory, record);
        if (status != ContainerStatus.Created)
        {
            throw new ContainerException(status == ContainerStatus.Stopped
                ? $"cannot start a container that has stopped: {id}"
                : $"cannot start an already running container: {id} is {Name(status)}");
        }

        Release(directory);
        RunPoststart(directory, record, warn);
    }

    internal static void Release(ContainerDirectory directory)
    {
        // As with runc, start returns while the program is being executed; poststart hooks run after that (runtime.md,
        // lifecycle).
        if (!directory.Release(waits: directory.HasHooks))
        {
            throw new ContainerException("cannot start a container whose first process has ended");
        }
    }

    internal static void RunPoststart(ContainerDirectory directory, ContainerRecord record, Action<string> warn)
    {
        if (!directory.HasHooks)
        {
            return;
        }

        ContainerConfig config = directory.ReadConfig();
        byte[] state = ContainerSnapshot.ToState(record, ContainerStatus.Running).ToUtf8();
        foreach (string fault in ContainerHooks.RunAll(config.Hooks?.Poststart, "poststart", state))
        {
            warn(fault);
        }
    }

    internal static string Name(ContainerStatus status) => status switch
    {
        ContainerStatus.Creating => "creating",
        ContainerStatus.Created => "created",
        ContainerStatus.Running => "running",
        ContainerStatus.Paused => "paused",
        _ => "stopped",
    };
}
