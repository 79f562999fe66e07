namespace Caisson.Virtio.Queues;

/// <summary>What a queue is told by its device, beside what the driver says.</summary>
/// <param name="MaxSize">The largest size that the device offers.</param>
/// <param name="Features">The features that were agreed on.</param>
/// <param name="Counters">Where it counts.</param>
/// <param name="Call">Notifies the driver of used buffers.</param>
internal sealed record QueueSetup(ushort MaxSize, ulong Features, QueueCounters Counters, Action Call);
