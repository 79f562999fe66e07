namespace Caisson.Keeping.Streams;

/// <summary>Bytes that wait, first in, first out. It holds memory only while there are any.</summary>
internal sealed class ByteQueue
{
    private byte[] _bytes = [];
    private int _start;

    /// <summary>How many there are.</summary>
    internal int Length { get; private set; }

    /// <summary>All of them.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(_start, Length);

    /// <summary>Adds at the end.</summary>
    internal void Add(ReadOnlySpan<byte> bytes)
    {
        if (_start + Length + bytes.Length > _bytes.Length)
        {
            byte[] larger = Length + bytes.Length <= _bytes.Length / 2
                ? _bytes
                : new byte[Math.Max(Length + bytes.Length, Math.Max(4096, Length * 2))];
            Bytes.CopyTo(larger);
            _bytes = larger;
            _start = 0;
        }

        bytes.CopyTo(_bytes.AsSpan(_start + Length));
        Length += bytes.Length;
    }

    /// <summary>Takes away at the beginning.</summary>
    internal void Skip(int count)
    {
        _start += count;
        Length -= count;
        if (Length == 0)
        {
            Clear();
        }
    }

    /// <summary>Takes away all.</summary>
    internal void Clear()
    {
        _bytes = [];
        _start = 0;
        Length = 0;
    }
}
