namespace Caisson.Engine.Sandboxes;

/// <summary>An exec that a sandbox knows.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Pid">The number of its process in the host's PID namespace.</param>
/// <param name="End">How it ended; null while it runs.</param>
public sealed record SandboxExecState(string Id, int Pid, SandboxEnd? End);
