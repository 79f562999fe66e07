using System.Numerics;
using Caisson.Virtio.Memory;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Queues;

/// <summary>Where a driver has put a queue's three parts. Nothing of it is believed before <see cref="Check"/>.</summary>
/// <param name="Size">How many descriptors it has.</param>
/// <param name="DescriptorAddress">The guest's address of the descriptor table.</param>
/// <param name="AvailableAddress">The guest's address of the available ring, which the driver writes.</param>
/// <param name="UsedAddress">The guest's address of the used ring, which the device writes.</param>
public readonly record struct QueueLayout(uint Size, ulong DescriptorAddress, ulong AvailableAddress, ulong UsedAddress)
{
    /// <summary>Checks it against virtio 1.2 section 2.7: size, alignment, and that each part is memory as a whole.</summary>
    /// <param name="memory">The guest's memory.</param>
    /// <param name="maxSize">The largest size that the device offers.</param>
    /// <exception cref="VirtioFaultException">A rule is broken.</exception>
    public void Check(GuestMemory memory, ushort maxSize)
    {
        ArgumentNullException.ThrowIfNull(memory);
        if (!BitOperations.IsPow2(Size) || Size > maxSize)
        {
            VirtioFaultException.Throw(VirtioFault.QueueSize, Size);
        }

        const uint Fixed = VirtioRing.ElementsOffset + VirtioRing.EventBytes;
        CheckPart(memory, DescriptorAddress, VirtioRing.DescriptorBytes * Size, VirtioRing.VRING_DESC_ALIGN_SIZE);
        CheckPart(
            memory, AvailableAddress, Fixed + (VirtioRing.AvailableElementBytes * Size), VirtioRing.VRING_AVAIL_ALIGN_SIZE);
        CheckPart(memory, UsedAddress, Fixed + (VirtioRing.UsedElementBytes * Size), VirtioRing.VRING_USED_ALIGN_SIZE);
    }

    private static void CheckPart(GuestMemory memory, ulong address, uint lengthBytes, uint alignment)
    {
        if (address % alignment != 0)
        {
            VirtioFaultException.Throw(VirtioFault.RingAlignment, address);
        }

        if (!memory.Contains(address, lengthBytes))
        {
            VirtioFaultException.Throw(VirtioFault.RingOutsideMemory, address);
        }
    }
}
