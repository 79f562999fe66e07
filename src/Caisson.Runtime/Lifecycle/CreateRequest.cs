namespace Caisson.Runtime.Lifecycle;

/// <summary>What <c>create</c> and <c>run</c> are asked for.</summary>
public record CreateRequest
{
    /// <summary>The container's name.</summary>
    public required string Id { get; init; }

    /// <summary>Path of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Path of the socket to send the terminal's master to; needed where the process has a terminal.</summary>
    public string? ConsoleSocket { get; init; }

    /// <summary>Where to write the number of the first process.</summary>
    public string? PidFile { get; init; }

    /// <summary>Whether the root is moved rather than pivoted: needed on an initramfs.</summary>
    public bool NoPivot { get; init; }

    /// <summary>Whether the session keyring stays the caller's.</summary>
    public bool NoNewKeyring { get; init; }

    /// <summary>How many descriptors from 3 on the process gets.</summary>
    public int PreserveFds { get; init; }

    /// <summary>Whether the cgroup is a unit of systemd's, and linux.cgroupsPath names that.</summary>
    public bool SystemdCgroup { get; init; }

    /// <summary>Whether an ordinary user's cgroups are meant; null to find out.</summary>
    public bool? Rootless { get; init; }

    /// <summary>Told of what could not be had but was not needed.</summary>
    public Action<string> Warn { get; init; } = static _ => { };
}

/// <summary>What <c>run</c> is asked for.</summary>
public sealed record RunRequest : CreateRequest
{
    /// <summary>Whether the runtime returns once the process runs.</summary>
    public bool Detach { get; init; }

    /// <summary>Whether the container stays when the process has ended.</summary>
    public bool Keep { get; init; }

    /// <summary>Whether the runtime leaves the container's orphans to the host's first process.</summary>
    public bool NoSubreaper { get; init; }
}
