using Caisson.Linux.Randomness;
using Caisson.Virtio.Queues;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Devices.Rng;

/// <summary>Entropy for the guest, of the host's kernel; virtio 1.2 section 5.4.</summary>
public sealed class RngDevice : RequestDevice
{
    /// <summary>
    /// Bytes that a request gets at most. The device may give fewer than there is room for (section 5.4.6); Linux asks for as
    /// much as its pool takes, 64 bytes or so. This bounds what one request costs the host.
    /// </summary>
    public const int MaxRequestBytes = 64 << 10;

    private const ushort QueueSize = 64;

    /// <summary>A source of entropy.</summary>
    public RngDevice()
        : base(VirtioDeviceId.VIRTIO_ID_RNG, "virtio-rng", 0, QueueSize)
    {
    }

    /// <inheritdoc/>
    protected override void Answer(DescriptorChain request)
    {
        ArgumentNullException.ThrowIfNull(request);

        // Section 5.4.6.1.
        if (request.Readable.LengthBytes != 0)
        {
            VirtioFaultException.Throw(VirtioFault.WrongDirection, request.Head);
        }

        WritableBuffer buffer = request.Writable;
        while (buffer.ConsumedBytes < MaxRequestBytes && buffer.RemainingBytes > 0)
        {
            Span<byte> part = buffer.Next(MaxRequestBytes - (int)buffer.ConsumedBytes);
            KernelRandom.Fill(part);
            buffer.Wrote(part.Length);
        }
    }
}
