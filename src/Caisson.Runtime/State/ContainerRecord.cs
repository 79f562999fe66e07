namespace Caisson.Runtime.State;

/// <summary>What the runtime keeps of a container between two calls, in <c>state.json</c> of its directory.</summary>
public sealed partial record ContainerRecord
{
    /// <summary>The container's name, unique below one root.</summary>
    public string Id { get; init; } = "";

    /// <summary>The version of the specification that config.json was written for.</summary>
    public string OciVersion { get; init; } = "";

    /// <summary>Absolute path of the bundle.</summary>
    public string Bundle { get; init; } = "";

    /// <summary>Absolute path of the root file system on the host.</summary>
    public string Rootfs { get; init; } = "";

    /// <summary>When it was created.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Who created it: a user number of the host.</summary>
    public uint OwnerId { get; init; }

    /// <summary>The number of its first process in the host's PID namespace; 0 before there is one.</summary>
    public int InitProcessId { get; init; }

    /// <summary>When that process started, in clock ticks since boot (proc_pid_stat(5), field 22): tells it from a later one of the same number.</summary>
    public ulong InitStartTicks { get; init; }

    /// <summary>The directory of its cgroup in each hierarchy, as <c>Cgroup.Open</c> takes them.</summary>
    public IReadOnlyDictionary<string, string>? CgroupPaths { get; init; }

    /// <summary>The unit that systemd keeps its cgroup as; null where it is made directly. Known before it is started.</summary>
    public ContainerUnit? Unit { get; init; }

    /// <summary>Its class of service; null where it has none. Known before it is made.</summary>
    public ContainerRdt? Rdt { get; init; }

    /// <summary>Annotations of config.json.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
