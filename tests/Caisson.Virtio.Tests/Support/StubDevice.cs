using Caisson.Virtio.Devices;
using Caisson.Virtio.Queues;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Tests.Support;

/// <summary>A device of two queues that does with them what a test says.</summary>
internal sealed class StubDevice(Action<DeviceQueue, VirtQueue> serve)
    : VirtioDevice(VirtioDeviceId.VIRTIO_ID_RNG, "stub", 0, 8, 8)
{
    /// <summary>Whether it may go on.</summary>
    internal bool MayGoOn => !IsStopping;

    internal void Configure(params ReadOnlySpan<byte> configuration) => SetConfiguration(configuration);

    protected override void Serve(DeviceQueue queue, VirtQueue ring) => serve(queue, ring);
}
