namespace Caisson.Linux.Sockets;

/// <summary>
/// Who connected, or who began to listen, as the kernel noted it then; SO_PEERCRED in unix(7). Numbers of the reader's own
/// PID and user namespaces.
/// </summary>
/// <param name="ProcessId">The process; 0 if the reader's PID namespace does not have it. It may have ended since.</param>
/// <param name="UserId">The effective user.</param>
/// <param name="GroupId">The effective group.</param>
public readonly record struct PeerCredentials(int ProcessId, uint UserId, uint GroupId);
