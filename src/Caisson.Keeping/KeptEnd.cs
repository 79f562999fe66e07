namespace Caisson.Keeping;

/// <summary>The end of a container or of an exec; all of its output has been written down by then.</summary>
/// <param name="ContainerId">The container.</param>
/// <param name="ExecId">The exec; null for the container itself.</param>
/// <param name="Status">The exit status, or 128 and the number of the signal that ended it.</param>
/// <param name="IsOutOfMemory">Whether the kernel ended a process of the container for lack of memory.</param>
/// <param name="At">When.</param>
public sealed record KeptEnd(string ContainerId, string? ExecId, int Status, bool IsOutOfMemory, DateTimeOffset At);
