using Caisson.Linux.Cgroups.Statistics;

namespace Caisson.Engine.Sandboxes;

/// <summary>What a container uses at a moment.</summary>
/// <param name="At">When.</param>
/// <param name="Cgroup">Processor, memory, block devices, processes.</param>
/// <param name="IsVersion2">Whether the figures have the meaning of cgroup version 2.</param>
public sealed record SandboxStatistics(DateTimeOffset At, CgroupStats Cgroup, bool IsVersion2);
