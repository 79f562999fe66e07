namespace Caisson.Engine.Sandboxes;

/// <summary>The end of a container or of an exec. All of its output has been written to its log by then.</summary>
/// <param name="ContainerId">The container.</param>
/// <param name="ExecId">The exec; null for the container itself.</param>
/// <param name="ExitCode">The exit code, 128 and the signal's number for one that a signal ended.</param>
/// <param name="IsOutOfMemory">Whether the kernel ended a process of it for lack of memory.</param>
/// <param name="At">When.</param>
public sealed record SandboxEnd(string ContainerId, string? ExecId, int ExitCode, bool IsOutOfMemory, DateTimeOffset At);
