using Caisson.Images.Layers.Recipes;
using Caisson.Images.Layers.Tar;

namespace Caisson.Images.Layers.Buffers;

/// <summary>Bytes in the order in which they come, lent from somebody's buffers without copying them.</summary>
/// <param name="limitBytes">More than so many are an error: <see cref="ImageLimits.LayerBytes"/>.</param>
internal abstract class ByteSource(long limitBytes)
{
    private ReadOnlyMemory<byte> _rest;

    /// <summary>How many bytes have been taken.</summary>
    internal long Position { get; private set; }

    /// <summary>Is told all bytes that are taken; null for nobody.</summary>
    internal RecipeWriter? Recipe { get; init; }

    /// <summary>The bytes that can be had without waiting, or the next ones; none at the end. None of them is taken yet.</summary>
    internal ReadOnlySpan<byte> Peek()
    {
        if (_rest.IsEmpty)
        {
            _rest = NextBuffer();
        }

        return _rest.Span;
    }

    /// <summary>Takes bytes that <see cref="Peek"/> has shown.</summary>
    internal void Advance(int count)
    {
        Recipe?.Add(_rest.Span[..count]);
        _rest = _rest[count..];
        Position += count;
        if (Position > limitBytes)
        {
            throw TarError.LayerBytes(limitBytes);
        }
    }

    /// <summary>Takes some bytes, at least one unless the end is reached. They are valid until the next call.</summary>
    /// <param name="maxBytes">The most that is taken.</param>
    /// <returns>The bytes; none at the end.</returns>
    internal ReadOnlySpan<byte> Take(long maxBytes)
    {
        ReadOnlySpan<byte> taken = Peek();
        taken = taken[..(int)Math.Min(maxBytes, taken.Length)];
        Advance(taken.Length);
        return taken;
    }

    /// <summary>Copies bytes until the destination is full or the end is reached.</summary>
    /// <returns>How many were copied.</returns>
    internal int Fill(Span<byte> destination)
    {
        int filled = 0;
        while (filled < destination.Length)
        {
            ReadOnlySpan<byte> taken = Take(destination.Length - filled);
            if (taken.IsEmpty)
            {
                break;
            }

            taken.CopyTo(destination[filled..]);
            filled += taken.Length;
        }

        return filled;
    }

    /// <summary>Passes over bytes.</summary>
    /// <returns>False where the end came first.</returns>
    internal bool TrySkip(long bytes)
    {
        while (bytes > 0)
        {
            ReadOnlySpan<byte> taken = Take(bytes);
            if (taken.IsEmpty)
            {
                return false;
            }

            bytes -= taken.Length;
        }

        return true;
    }

    /// <summary>Passes over everything that is left.</summary>
    internal void Drain()
    {
        while (!Take(long.MaxValue).IsEmpty)
        {
        }
    }

    /// <summary>The next bytes; the ones before are not used any more. Empty at the end, also when asked again.</summary>
    protected abstract ReadOnlyMemory<byte> NextBuffer();
}
