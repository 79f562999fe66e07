namespace Caisson.Virtio.Queues;

/// <summary>
/// Where the device writes for the driver. It is written from the beginning without gaps, so that what is consumed is what
/// the used ring tells the driver to have been written (virtio 1.2 section 2.7.8.2).
/// </summary>
public sealed class WritableBuffer : GuestBuffer
{
    /// <summary>The next bytes that lie side by side; empty at the end. They stay the next ones until <see cref="Wrote"/>.</summary>
    /// <param name="maxBytes">How many at most.</param>
    public Span<byte> Next(int maxBytes) => Peek(maxBytes);

    /// <summary>Says that the next bytes have been written.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many.</exception>
    public void Wrote(long bytes) => Pass(bytes);

    /// <summary>Writes the next bytes.</summary>
    /// <returns>False if there is no room for all of them; nothing is written then.</returns>
    public bool TryWrite(ReadOnlySpan<byte> source)
    {
        if (source.Length > RemainingBytes)
        {
            return false;
        }

        while (!source.IsEmpty)
        {
            Span<byte> part = Next(source.Length);
            source[..part.Length].CopyTo(part);
            Wrote(part.Length);
            source = source[part.Length..];
        }

        return true;
    }

    /// <summary>Writes zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for that many.</exception>
    public void WriteZeros(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, RemainingBytes);
        while (bytes > 0)
        {
            Span<byte> part = Next((int)Math.Min(bytes, int.MaxValue));
            part.Clear();
            Wrote(part.Length);
            bytes -= part.Length;
        }
    }
}
