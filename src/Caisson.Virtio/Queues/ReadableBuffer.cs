namespace Caisson.Virtio.Queues;

/// <summary>What the driver has written for the device.</summary>
public sealed class ReadableBuffer : GuestBuffer
{
    /// <summary>The next bytes that lie side by side; empty at the end. They stay the next ones until they are skipped.</summary>
    /// <param name="maxBytes">How many at most.</param>
    public ReadOnlySpan<byte> Next(int maxBytes) => Peek(maxBytes);

    /// <summary>Passes over bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many.</exception>
    public void Skip(long bytes) => Pass(bytes);

    /// <summary>Copies the next bytes, and passes over them.</summary>
    /// <param name="destination">Where to; filled as a whole or not at all.</param>
    /// <returns>False if there are not that many.</returns>
    public bool TryRead(Span<byte> destination)
    {
        if (destination.Length > RemainingBytes)
        {
            return false;
        }

        while (!destination.IsEmpty)
        {
            ReadOnlySpan<byte> part = Next(destination.Length);
            part.CopyTo(destination);
            Skip(part.Length);
            destination = destination[part.Length..];
        }

        return true;
    }
}
