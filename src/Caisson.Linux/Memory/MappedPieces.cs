using System.Runtime.InteropServices;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Memory;

/// <summary>
/// Pieces of a mapping, in an order of their own, that one call reads or writes: a <c>struct iovec[]</c>; readv(2).
/// </summary>
/// <remarks>Thread: one at a time. Allocates: when it is made, never after.</remarks>
public sealed unsafe class MappedPieces
{
    /// <summary>How many one call takes at most: UIO_MAXIOV of <c>linux/uio.h</c>.</summary>
    public const int MaxPieces = 1024;

    private readonly MemoryMapping _mapping;

    // Pinned, because calls get its address.
    private readonly IoVec[] _pieces;
    private int _first;
    private int _end;

    /// <summary>No pieces yet.</summary>
    /// <param name="mapping">What they are pieces of.</param>
    /// <param name="capacity">How many there can be, up to <see cref="MaxPieces"/>.</param>
    public MappedPieces(MemoryMapping mapping, int capacity)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MaxPieces);
        _mapping = mapping;
        _pieces = GC.AllocateArray<IoVec>(capacity, pinned: true);
    }

    /// <summary>Whether nothing is left.</summary>
    public bool IsEmpty => _first == _end;

    /// <summary>Whether no further piece can be added.</summary>
    public bool IsFull => _end == _pieces.Length;

    /// <summary>How many are left.</summary>
    internal int Count => _end - _first;

    /// <summary>The first that is left, with the others behind it.</summary>
    // SAFETY: the array is pinned for its life, which this object's reference holds; _first is at most its length.
    internal IoVec* First => (IoVec*)Marshal.UnsafeAddrOfPinnedArrayElement(_pieces, _first);

    /// <summary>Removes all pieces.</summary>
    public void Clear() => _first = _end = 0;

    /// <summary>Adds a piece behind the others.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It reaches beyond the mapping.</exception>
    /// <exception cref="InvalidOperationException">There is no room; see <see cref="IsFull"/>.</exception>
    public void Add(long offsetBytes, int lengthBytes)
    {
        if (IsFull)
        {
            throw new InvalidOperationException($"there are {_pieces.Length} pieces already");
        }

        byte* start = _mapping.Checked(offsetBytes, lengthBytes);
        _pieces[_end++] = new IoVec { iov_base = start, iov_len = (nuint)lengthBytes };
    }

    /// <summary>Takes bytes off the beginning, which a call has read or written.</summary>
    internal void Advance(nint bytes)
    {
        var left = (nuint)bytes;
        while (_first < _end && left >= _pieces[_first].iov_len)
        {
            left -= _pieces[_first++].iov_len;
        }

        if (left > 0)
        {
            // SAFETY: left is less than this piece's length (a call returns no more than it was given).
            ref IoVec piece = ref _pieces[_first];
            piece.iov_base = (byte*)piece.iov_base + left;
            piece.iov_len -= left;
        }
    }
}
