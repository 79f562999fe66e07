using Caisson.Engine.Sandboxes;

namespace Caisson.Engine.Processes;

/// <summary>What a container uses at a moment, and what there is on the host.</summary>
/// <param name="Sandbox">Of its cgroup.</param>
/// <param name="Networks">Of its interfaces but the loopback; null where they are not its own.</param>
/// <param name="SystemCpuNs">The time that all processors of the host have had, idle or not, in nanoseconds.</param>
/// <param name="OnlineCpus">How many processors the host has.</param>
/// <param name="HostMemoryBytes">How much memory the host has: what a container without a limit has.</param>
public sealed record ContainerUsage(
    SandboxStatistics Sandbox, IReadOnlyList<InterfaceCounters>? Networks, ulong SystemCpuNs, int OnlineCpus, ulong HostMemoryBytes);
