namespace Caisson.Engine.Sandboxes;

/// <summary>A container that a sandbox knows.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Pid">The number of its first process in the host's PID namespace.</param>
/// <param name="StartedAt">When its program was executed.</param>
/// <param name="IsPaused">Whether it stands still.</param>
/// <param name="End">How it ended; null while it runs.</param>
/// <param name="Execs">The programs that run in it, or whose end has not been forgotten: id, number of the process, end.</param>
public sealed record SandboxState(
    string Id, int Pid, DateTimeOffset StartedAt, bool IsPaused, SandboxEnd? End, IReadOnlyList<SandboxExecState> Execs);
