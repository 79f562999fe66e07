using Caisson.Engine.Networks;

namespace Caisson.Engine.Configuration;

/// <summary>What is only known when a container starts.</summary>
internal sealed record LaunchPlace
{
    /// <summary>Its network.</summary>
    internal required PreparedNetwork Network { get; init; }

    /// <summary>Its mounts, each with the path on the host to mount from.</summary>
    internal required IReadOnlyList<PlacedMount> Mounts { get; init; }

    /// <summary>The process whose PID namespace it shares; null for none.</summary>
    internal int? PidOf { get; init; }

    /// <summary>The process whose IPC namespace it shares; null for none.</summary>
    internal int? IpcOf { get; init; }

    /// <summary>The path on the host that becomes /dev/shm; null for one of its own.</summary>
    internal string? ShmPath { get; init; }

    /// <summary>Who it runs as.</summary>
    internal required LaunchUser User { get; init; }

    /// <summary>Variables that links bring.</summary>
    internal IReadOnlyList<string> LinkVariables { get; init; } = [];
}
