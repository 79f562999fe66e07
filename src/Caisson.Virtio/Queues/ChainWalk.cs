using Caisson.Virtio.Memory;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Queues;

/// <summary>
/// Follows a chain of descriptors, once, and checks all that virtio 1.2 section 2.7.5 says of it on the way. What comes out
/// can be used as it is.
/// </summary>
/// <param name="memory">The guest's memory.</param>
/// <param name="table">The queue's descriptor table.</param>
/// <param name="size">How many descriptors it has.</param>
/// <param name="maxDescriptors">
/// How many a chain may have, which also ends loops: the size that the device offers, whatever the driver took of it
/// (section 2.7.5.3.1).
/// </param>
/// <param name="allowsIndirect">Whether VIRTIO_RING_F_INDIRECT_DESC was agreed on.</param>
internal sealed class ChainWalk(GuestMemory memory, ulong table, uint size, uint maxDescriptors, bool allowsIndirect)
{
    /// <summary>Fills a chain.</summary>
    /// <param name="head">The first descriptor, which is in the table.</param>
    /// <param name="chain">The chain.</param>
    /// <returns>How many descriptors it has.</returns>
    /// <exception cref="VirtioFaultException">A rule is broken. The chain is not to be used.</exception>
    internal int Follow(ushort head, DescriptorChain chain)
    {
        chain.Begin(memory, head);
        (ulong Address, uint Count) current = (table, size);
        bool isIndirect = false;
        ulong index = head;
        int steps = 0;
        while (true)
        {
            var descriptor = Descriptor.Read(
                memory.GetSpan(current.Address + (index * VirtioRing.DescriptorBytes), VirtioRing.DescriptorBytes));
            if (descriptor.IsIndirect)
            {
                // The table's own VRING_DESC_F_WRITE means nothing (section 2.7.5.3.2).
                current = EnterTable(descriptor, isIndirect);
                isIndirect = true;
                index = 0;
                continue;
            }

            if (++steps > maxDescriptors)
            {
                VirtioFaultException.Throw(VirtioFault.ChainTooLong, (ulong)steps);
            }

            Append(chain, descriptor);
            if (!descriptor.HasNext)
            {
                return steps;
            }

            index = descriptor.Next;
            if (index >= current.Count)
            {
                VirtioFaultException.Throw(VirtioFault.NextOutOfRange, index);
            }
        }
    }

    // Section 2.7.5.3.1.
    private (ulong Address, uint Count) EnterTable(Descriptor descriptor, bool isIndirect)
    {
        if (!allowsIndirect)
        {
            VirtioFaultException.Throw(VirtioFault.IndirectNotNegotiated, descriptor.Flags);
        }

        if (isIndirect)
        {
            VirtioFaultException.Throw(VirtioFault.IndirectNested, descriptor.Address);
        }

        if (descriptor.HasNext)
        {
            VirtioFaultException.Throw(VirtioFault.IndirectWithNext, descriptor.Next);
        }

        if (descriptor.LengthBytes == 0 || descriptor.LengthBytes % VirtioRing.DescriptorBytes != 0)
        {
            VirtioFaultException.Throw(VirtioFault.IndirectLength, descriptor.LengthBytes);
        }

        if (!memory.Contains(descriptor.Address, descriptor.LengthBytes))
        {
            VirtioFaultException.Throw(VirtioFault.IndirectOutsideMemory, descriptor.Address);
        }

        return (descriptor.Address, descriptor.LengthBytes / VirtioRing.DescriptorBytes);
    }

    private void Append(DescriptorChain chain, Descriptor descriptor)
    {
        if (descriptor.LengthBytes == 0)
        {
            VirtioFaultException.Throw(VirtioFault.BufferEmpty, descriptor.Address);
        }

        if (!memory.Contains(descriptor.Address, descriptor.LengthBytes))
        {
            VirtioFaultException.Throw(VirtioFault.BufferOutsideMemory, descriptor.Address);
        }

        // Section 2.7.4.2: what the device reads comes before what it writes.
        if (!descriptor.IsWritable && chain.Writable.SegmentCount > 0)
        {
            VirtioFaultException.Throw(VirtioFault.ReadableAfterWritable, descriptor.Address);
        }

        // Section 2.7.5.2: 32 bits count the bytes of a chain.
        long total = chain.Readable.LengthBytes + chain.Writable.LengthBytes + descriptor.LengthBytes;
        if (total > uint.MaxValue)
        {
            VirtioFaultException.Throw(VirtioFault.ChainTooLarge, (ulong)total);
        }

        GuestBuffer buffer = descriptor.IsWritable ? chain.Writable : chain.Readable;
        buffer.Append(descriptor.Address, descriptor.LengthBytes);
    }
}
