using Caisson.Virtio.Memory;
using Caisson.Virtio.Queues;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Tests.Support;

/// <summary>
/// The driver's side of a split virtqueue, as Linux has it (virtqueue_add_split, virtqueue_kick_prepare_split,
/// virtqueue_get_buf_ctx_split), and what a driver does that breaks the rules: descriptors and indices as they are told.
/// </summary>
internal sealed class DriverQueue
{
    private readonly GuestMemory _memory;
    private readonly bool _usesEventIndex;
    private readonly Queue<ushort> _free = [];
    private readonly Dictionary<ushort, ushort[]> _used = [];
    private ushort _available;
    private ushort _lastKickAt;
    private ushort _lastUsed;

    internal DriverQueue(GuestMemory memory, uint size, ulong address, bool usesEventIndex)
    {
        _memory = memory;
        _usesEventIndex = usesEventIndex;
        ulong available = address + (VirtioRing.DescriptorBytes * size);
        ulong used = (available + 6 + (2 * size) + 3) & ~3UL;
        Layout = new QueueLayout(size, address, available, used);
        End = (used + 6 + (8 * size) + 15) & ~15UL;
        for (ushort i = 0; i < size; i++)
        {
            _free.Enqueue(i);
        }
    }

    internal QueueLayout Layout { get; }

    /// <summary>The first address behind it.</summary>
    internal ulong End { get; }

    internal ushort AvailableIndex => _available;

    internal ushort UsedIndex => _memory.LoadAcquireUInt16(Layout.UsedAddress + VirtioRing.IndexOffset);

    internal ushort UsedFlags => _memory.ReadUInt16(Layout.UsedAddress);

    /// <summary>At which index the device wants a kick.</summary>
    internal ushort AvailableEvent => _memory.ReadUInt16(Layout.UsedAddress + 4 + (8 * (ulong)Layout.Size));

    /// <summary>Writes a descriptor of the table as it is told.</summary>
    internal void Describe(ulong table, uint index, ulong address, uint lengthBytes, ushort flags, ushort next)
    {
        ulong at = table + (index * VirtioRing.DescriptorBytes);
        _memory.WriteUInt64(at, address);
        _memory.WriteUInt32(at + 8, lengthBytes);
        _memory.WriteUInt16(at + 12, flags);
        _memory.WriteUInt16(at + 14, next);
    }

    /// <inheritdoc cref="Describe(ulong, uint, ulong, uint, ushort, ushort)"/>
    internal void Describe(uint index, ulong address, uint lengthBytes, ushort flags, ushort next = 0) =>
        Describe(Layout.DescriptorAddress, index, address, lengthBytes, flags, next);

    /// <summary>A request of descriptors in the table.</summary>
    internal ushort Add(params ReadOnlySpan<DriverBuffer> buffers)
    {
        ushort[] indices = new ushort[buffers.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = _free.Dequeue();
        }

        for (int i = 0; i < buffers.Length; i++)
        {
            bool isLast = i == buffers.Length - 1;
            Describe(Layout.DescriptorAddress, indices[i], buffers[i], isLast, isLast ? (ushort)0 : indices[i + 1]);
        }

        _used[indices[0]] = indices;
        MakeAvailable(indices[0]);
        return indices[0];
    }

    /// <summary>A request whose descriptors are in a table of its own.</summary>
    internal ushort AddIndirect(ulong table, params ReadOnlySpan<DriverBuffer> buffers)
    {
        for (int i = 0; i < buffers.Length; i++)
        {
            bool isLast = i == buffers.Length - 1;
            Describe(table, (uint)i, buffers[i], isLast, isLast ? (ushort)0 : (ushort)(i + 1));
        }

        ushort head = _free.Dequeue();
        Describe(head, table, (uint)(buffers.Length * VirtioRing.DescriptorBytes), VirtioRing.VRING_DESC_F_INDIRECT);
        _used[head] = [head];
        MakeAvailable(head);
        return head;
    }

    /// <summary>Puts a chain's first descriptor into the available ring, and shows it.</summary>
    internal void MakeAvailable(ushort head)
    {
        _memory.WriteUInt16(Layout.AvailableAddress + 4 + (2 * (ulong)(_available % Layout.Size)), head);
        SetAvailableIndex(unchecked((ushort)(_available + 1)));
    }

    internal void SetAvailableIndex(ushort index)
    {
        _available = index;
        _memory.StoreReleaseUInt16(Layout.AvailableAddress + VirtioRing.IndexOffset, index);
    }

    /// <summary>Whether the device wants to be told of what has been added since this was asked last.</summary>
    internal bool NeedsKick()
    {
        Interlocked.MemoryBarrier();
        ushort before = _lastKickAt;
        _lastKickAt = _available;
        return _usesEventIndex
            ? VirtQueue.HasPassed(AvailableEvent, _available, before)
            : (UsedFlags & VirtioRing.VRING_USED_F_NO_NOTIFY) == 0;
    }

    /// <summary>Says whether it wants to be called with the next used chain.</summary>
    internal void WantCalls(bool wanted)
    {
        if (_usesEventIndex)
        {
            // Far behind: it will not be passed soon.
            SetUsedEvent(wanted ? _lastUsed : unchecked((ushort)(_lastUsed - 1)));
        }
        else
        {
            _memory.WriteUInt16(Layout.AvailableAddress, wanted ? (ushort)0 : VirtioRing.VRING_AVAIL_F_NO_INTERRUPT);
        }

        Interlocked.MemoryBarrier();
    }

    /// <summary>Says after which used index it wants to be called.</summary>
    internal void SetUsedEvent(ushort index) =>
        _memory.StoreReleaseUInt16(Layout.AvailableAddress + 4 + (2 * (ulong)Layout.Size), index);

    /// <summary>Takes the next used chain.</summary>
    internal bool TryTakeUsed(out ushort head, out uint writtenBytes)
    {
        head = 0;
        writtenBytes = 0;
        if (UsedIndex == _lastUsed)
        {
            return false;
        }

        ulong element = Layout.UsedAddress + 4 + (8 * (ulong)(_lastUsed % Layout.Size));
        head = (ushort)_memory.ReadUInt32(element);
        writtenBytes = _memory.ReadUInt32(element + 4);
        _lastUsed = unchecked((ushort)(_lastUsed + 1));
        foreach (ushort index in _used.GetValueOrDefault(head, []))
        {
            _free.Enqueue(index);
        }

        _used.Remove(head);
        return true;
    }

    private void Describe(ulong table, uint index, DriverBuffer buffer, bool isLast, ushort next)
    {
        int flags = (buffer.IsWritable ? VirtioRing.VRING_DESC_F_WRITE : 0) | (isLast ? 0 : VirtioRing.VRING_DESC_F_NEXT);
        Describe(table, index, buffer.Address, buffer.LengthBytes, (ushort)flags, next);
    }
}
