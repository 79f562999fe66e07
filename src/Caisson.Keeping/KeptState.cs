namespace Caisson.Keeping;

/// <summary>A container or an exec that the keeper has.</summary>
/// <param name="ContainerId">The container.</param>
/// <param name="ExecId">The exec; null for the container itself.</param>
/// <param name="ProcessId">The number of its process in the host's PID namespace.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="End">How it ended; null while it runs.</param>
public sealed record KeptState(string ContainerId, string? ExecId, int ProcessId, DateTimeOffset StartedAt, KeptEnd? End);
