using Caisson.Virtio.Memory;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Queues;

/// <summary>
/// The device's side of a split virtqueue (virtio 1.2 section 2.7): takes chains that the driver has made available, gives
/// them back as used, and notifies no more often than the driver wants.
/// </summary>
/// <remarks>
/// <para>
/// All that the driver writes is checked here or in <see cref="ChainWalk"/>, each once, and copied before it is checked. What
/// breaks a rule is a <see cref="VirtioFaultException"/>; the queue is not to be used after one.
/// </para>
/// <para>Thread: the device's, one at a time. Allocates: never, once chains have grown.</para>
/// </remarks>
public sealed class VirtQueue
{
    private readonly GuestMemory _memory;
    private readonly QueueLayout _layout;
    private readonly QueueCounters _counters;
    private readonly Action _call;
    private readonly bool _usesEventIndex;
    private readonly ChainWalk _walk;

    // Ring indices run freely from 0 to 65535 and around (section 2.7.6); all arithmetic on them is modulo 2^16.
    private ushort _nextAvailable;
    private ushort _seenAvailable;
    private ushort _nextUsed;
    private ushort _publishedUsed;
    private ushort _inFlight;

    internal VirtQueue(GuestMemory memory, QueueLayout layout, QueueSetup setup)
    {
        layout.Check(memory, setup.MaxSize);
        _memory = memory;
        _layout = layout;
        _counters = setup.Counters;
        _call = setup.Call;
        _usesEventIndex = (setup.Features & VirtioFeature.VIRTIO_RING_F_EVENT_IDX) != 0;
        bool allowsIndirect = (setup.Features & VirtioFeature.VIRTIO_RING_F_INDIRECT_DESC) != 0;
        _walk = new ChainWalk(memory, layout.DescriptorAddress, layout.Size, setup.MaxSize, allowsIndirect);
    }

    /// <summary>How many descriptors the driver uses.</summary>
    public int Size => (int)_layout.Size;

    /// <summary>How many chains have been taken and have not gone back.</summary>
    public int InFlight => _inFlight;

    private ulong AvailableEventAddress =>
        _layout.UsedAddress + VirtioRing.ElementsOffset + (VirtioRing.UsedElementBytes * (ulong)_layout.Size);

    private ulong UsedEventAddress =>
        _layout.AvailableAddress + VirtioRing.ElementsOffset + (VirtioRing.AvailableElementBytes * (ulong)_layout.Size);

    /// <summary>Takes the next chain that the driver has made available.</summary>
    /// <param name="chain">Is filled in; must not be in use.</param>
    /// <returns>False if there is none.</returns>
    /// <exception cref="VirtioFaultException">The driver has broken a rule.</exception>
    public bool TryTake(DescriptorChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        if (chain.IsTaken)
        {
            throw new InvalidOperationException("the chain is in use");
        }

        if (_nextAvailable == _seenAvailable && !SeeAvailable())
        {
            return false;
        }

        ulong slot = _nextAvailable % _layout.Size;
        ushort head = _memory.ReadUInt16(
            _layout.AvailableAddress + VirtioRing.ElementsOffset + (slot * VirtioRing.AvailableElementBytes));
        if (head >= _layout.Size)
        {
            VirtioFaultException.Throw(VirtioFault.HeadOutOfRange, head);
        }

        int descriptors = _walk.Follow(head, chain);
        _nextAvailable = unchecked((ushort)(_nextAvailable + 1));
        _inFlight++;
        chain.Take();
        _counters.CountTaken(descriptors, chain.Readable.LengthBytes);
        return true;
    }

    /// <summary>
    /// Gives a chain back, with as many bytes written as its writable part has consumed. The driver sees it after
    /// <see cref="Flush"/>, so that many chains cost one update of the index, and one call.
    /// </summary>
    /// <param name="chain">A chain that was taken from this queue, in whatever order.</param>
    public void Complete(DescriptorChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        if (!chain.IsTaken || _inFlight == 0)
        {
            throw new InvalidOperationException("the chain was not taken from this queue");
        }

        ulong slot = _nextUsed % _layout.Size;
        ulong element = _layout.UsedAddress + VirtioRing.ElementsOffset + (slot * VirtioRing.UsedElementBytes);
        _memory.WriteUInt32(element, chain.Head);
        _memory.WriteUInt32(element + sizeof(uint), (uint)chain.Writable.ConsumedBytes);
        _nextUsed = unchecked((ushort)(_nextUsed + 1));
        _inFlight--;
        chain.Return();
        _counters.CountWritten(chain.Writable.ConsumedBytes);
    }

    /// <summary>Shows the driver the chains that have been given back, and calls it if it wants that.</summary>
    public void Flush()
    {
        if (_publishedUsed == _nextUsed)
        {
            return;
        }

        // The release pairs with the read barrier of the driver between the index and the elements.
        _memory.StoreReleaseUInt16(_layout.UsedAddress + VirtioRing.IndexOffset, _nextUsed);
        ushort before = _publishedUsed;
        _publishedUsed = _nextUsed;

        // Pairs with the driver's full barrier between asking for a call and looking at the index once more: one of us sees
        // what the other has written, or a call would be lost.
        Interlocked.MemoryBarrier();
        bool isWanted = WantsCall(before);
        _counters.CountCall(isSuppressed: !isWanted);
        if (isWanted)
        {
            _call();
        }
    }

    /// <summary>
    /// Asks the driver for no kicks while the device is at work and looks at the ring by itself. With event indices nothing
    /// has to be said: a driver kicks when it passes the index that it was told last (section 2.7.10).
    /// </summary>
    public void DisableKicks()
    {
        if (!_usesEventIndex)
        {
            _memory.StoreReleaseUInt16(_layout.UsedAddress + VirtioRing.FlagsOffset, VirtioRing.VRING_USED_F_NO_NOTIFY);
        }
    }

    /// <summary>Asks the driver for a kick with the next chain.</summary>
    /// <returns>Whether chains have become available meanwhile, for which no kick may come.</returns>
    /// <exception cref="VirtioFaultException">The driver has broken a rule.</exception>
    public bool EnableKicks()
    {
        if (_usesEventIndex)
        {
            _memory.StoreReleaseUInt16(AvailableEventAddress, _nextAvailable);
        }
        else
        {
            _memory.StoreReleaseUInt16(_layout.UsedAddress + VirtioRing.FlagsOffset, 0);
        }

        // Pairs with the driver's full barrier between making a chain available and looking whether we want a kick.
        Interlocked.MemoryBarrier();
        return _nextAvailable != _seenAvailable || SeeAvailable();
    }

    /// <summary>Whether an index was passed on the way from one to another; <c>vring_need_event</c> of section 2.7.7.</summary>
    internal static bool HasPassed(ushort wanted, ushort now, ushort before) =>
        unchecked((ushort)(now - wanted - 1) < (ushort)(now - before));

    // Reads the driver's index. The acquire pairs with the driver's write barrier between ring and index.
    private bool SeeAvailable()
    {
        ushort index = _memory.LoadAcquireUInt16(_layout.AvailableAddress + VirtioRing.IndexOffset);
        ushort available = unchecked((ushort)(index - _nextAvailable));

        // Each chain holds a descriptor of the table, so there are never more than that: the rest would be used twice, and
        // what we give back would run over what the driver has not seen yet.
        if (available > _layout.Size - _inFlight)
        {
            VirtioFaultException.Throw(VirtioFault.AvailableIndexJump, index);
        }

        _seenAvailable = index;
        return available != 0;
    }

    private bool WantsCall(ushort before)
    {
        if (_usesEventIndex)
        {
            // The flags mean nothing then (section 2.7.7.2).
            return HasPassed(_memory.LoadAcquireUInt16(UsedEventAddress), _publishedUsed, before);
        }

        ushort flags = _memory.LoadAcquireUInt16(_layout.AvailableAddress + VirtioRing.FlagsOffset);
        return (flags & VirtioRing.VRING_AVAIL_F_NO_INTERRUPT) == 0;
    }
}
