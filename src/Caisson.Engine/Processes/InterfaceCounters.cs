namespace Caisson.Engine.Processes;

/// <summary>What has gone through a network interface since it was made.</summary>
/// <param name="Name">Its name in the container.</param>
/// <param name="ReceivedBytes">Bytes received.</param>
/// <param name="ReceivedPackets">Packets received.</param>
/// <param name="ReceiveErrors">Errors while receiving.</param>
/// <param name="ReceiveDrops">Packets that were received and dropped.</param>
/// <param name="SentBytes">Bytes sent.</param>
/// <param name="SentPackets">Packets sent.</param>
/// <param name="SendErrors">Errors while sending.</param>
/// <param name="SendDrops">Packets that were dropped instead of being sent.</param>
public sealed record InterfaceCounters(
    string Name,
    ulong ReceivedBytes,
    ulong ReceivedPackets,
    ulong ReceiveErrors,
    ulong ReceiveDrops,
    ulong SentBytes,
    ulong SentPackets,
    ulong SendErrors,
    ulong SendDrops);
