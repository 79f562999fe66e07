using Caisson.Virtio.Queues;

namespace Caisson.Virtio.Mmio;

/// <summary>
/// What a driver has said of one queue through the registers; believed by nobody until <see cref="QueueLayout.Check"/>.
/// </summary>
internal sealed class MmioQueue
{
    internal uint Size { get; set; }

    internal SplitRegister Descriptors { get; } = new();

    internal SplitRegister Available { get; } = new();

    internal SplitRegister Used { get; } = new();

    internal bool IsReady { get; set; }

    internal QueueLayout? Layout =>
        IsReady ? new QueueLayout(Size, Descriptors.Value, Available.Value, Used.Value) : null;
}
