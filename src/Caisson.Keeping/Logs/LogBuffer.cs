namespace Caisson.Keeping.Logs;

/// <summary>Bytes on their way into a log file: one buffer for all logs of a thread.</summary>
internal sealed class LogBuffer
{
    private byte[] _bytes = new byte[16 << 10];

    /// <summary>How many there are.</summary>
    internal int Length { get; private set; }

    /// <summary>What there is.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Room for so many bytes, which are then there.</summary>
    internal Span<byte> Take(int count)
    {
        if (Length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(Length + count, _bytes.Length * 2));
        }

        Span<byte> taken = _bytes.AsSpan(Length, count);
        Length += count;
        return taken;
    }

    /// <summary>Adds bytes.</summary>
    internal void Add(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Adds a byte.</summary>
    internal void Add(byte value) => Take(1)[0] = value;

    /// <summary>Forgets the last so many bytes.</summary>
    internal void Cut(int length) => Length = length;

    /// <summary>Forgets all of them.</summary>
    internal void Clear() => Length = 0;
}
