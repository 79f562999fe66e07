using Caisson.Linux.Memory;
using Caisson.Virtio.Memory;

namespace Caisson.Virtio.Queues;

/// <summary>
/// One direction of a chain: segments of guest memory that are gone through once, from the beginning to the end. How a
/// driver has cut a request into segments means nothing (virtio 1.2 section 2.7.4), so they are seen here only as runs of
/// bytes.
/// </summary>
/// <remarks>Thread: the device's. Allocates: while it grows to the largest chain.</remarks>
public abstract class GuestBuffer
{
    private const int FirstCapacity = 8;

    private (ulong Address, uint LengthBytes)[] _segments = new (ulong, uint)[FirstCapacity];
    private int _current;
    private uint _currentOffset;

    private protected GuestBuffer()
    {
    }

    /// <summary>How many segments there are.</summary>
    public int SegmentCount { get; private set; }

    /// <summary>How many bytes there are.</summary>
    public long LengthBytes { get; private set; }

    /// <summary>How many of them are done with.</summary>
    public long ConsumedBytes { get; private set; }

    /// <summary>How many are left.</summary>
    public long RemainingBytes => LengthBytes - ConsumedBytes;

    private protected GuestMemory? Memory { get; private set; }

    /// <summary>Adds the next bytes to what one call reads or writes, as many as fit; they count as left until they are
    /// passed over.</summary>
    /// <param name="pieces">The pieces, to which is added.</param>
    /// <param name="maxBytes">How many bytes at most.</param>
    /// <returns>How many bytes were added.</returns>
    public long AddTo(MappedPieces pieces, long maxBytes)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        long added = 0;
        uint offset = _currentOffset;
        for (int i = _current; i < SegmentCount && added < maxBytes && !pieces.IsFull; i++)
        {
            (ulong address, uint length) = _segments[i];
            int count = (int)Math.Min(Math.Min(length - offset, maxBytes - added), int.MaxValue);
            Memory!.AddTo(pieces, address + offset, count);
            added += count;
            if (count < length - offset)
            {
                break;
            }

            offset = 0;
        }

        return added;
    }

    internal void Clear(GuestMemory memory)
    {
        Memory = memory;
        SegmentCount = _current = 0;
        _currentOffset = 0;
        LengthBytes = ConsumedBytes = 0;
    }

    /// <summary>Adds a segment that has been found to be memory as a whole, and not empty.</summary>
    internal void Append(ulong address, uint lengthBytes)
    {
        if (SegmentCount == _segments.Length)
        {
            Array.Resize(ref _segments, _segments.Length * 2);
        }

        _segments[SegmentCount++] = (address, lengthBytes);
        LengthBytes += lengthBytes;
    }

    /// <summary>The next bytes that lie side by side; empty at the end. They count as left until they are passed over.</summary>
    private protected Span<byte> Peek(int maxBytes)
    {
        if (_current == SegmentCount)
        {
            return default;
        }

        (ulong address, uint length) = _segments[_current];
        return Memory!.GetSpan(address + _currentOffset, (int)Math.Min(length - _currentOffset, (uint)maxBytes));
    }

    private protected void Pass(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, RemainingBytes);
        ConsumedBytes += bytes;
        while (bytes > 0)
        {
            uint left = _segments[_current].LengthBytes - _currentOffset;
            if (bytes < left)
            {
                _currentOffset += (uint)bytes;
                return;
            }

            bytes -= left;
            _current++;
            _currentOffset = 0;
        }
    }
}
