using System.Text.Json.Serialization;

namespace Caisson.Engine.Containers.Model;

/// <summary>What changes in a container's life: one moment of it.</summary>
public sealed record ContainerState
{
    /// <summary>Where it stands.</summary>
    public ContainerStatus Status { get; set; }

    /// <summary>The number of its first process, in the host's PID namespace; 0 while it does not run.</summary>
    public int Pid { get; set; }

    /// <summary>The last exit code.</summary>
    public int ExitCode { get; set; }

    /// <summary>Why it could not be started.</summary>
    public string Error { get; set; } = "";

    /// <summary>Whether the kernel has killed a process of it for lack of memory.</summary>
    public bool IsOutOfMemory { get; set; }

    /// <summary>When it was started; null if never.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it ended; null if never.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>How often its restart policy has started it since somebody did.</summary>
    public int RestartCount { get; set; }

    /// <summary>Whether somebody stopped it, so that no restart policy starts it.</summary>
    public bool IsStoppedByHand { get; set; }

    /// <summary>Whether it works, where there is a test for that.</summary>
    public HealthState? Health { get; set; }

    /// <summary>Whether there is a process.</summary>
    [JsonIgnore]
    public bool IsRunning => Status is ContainerStatus.Running or ContainerStatus.Paused;

    /// <summary>Whether it is on its way out.</summary>
    [JsonIgnore]
    public bool IsGoing => Status is ContainerStatus.Removing or ContainerStatus.Dead;
}
