namespace Caisson.Images.Layers.Tar;

/// <summary>The parts of a sparse file that an archive contains, in ascending order; what lies between them is zero.</summary>
internal sealed class SparseMap
{
    private readonly List<(long Offset, long Length)> _parts = [];

    /// <summary>How many parts there are.</summary>
    internal int Count => _parts.Count;

    /// <summary>How long the parts are together.</summary>
    internal long StoredBytes { get; private set; }

    /// <summary>Where the last part ends.</summary>
    internal long EndOffset { get; private set; }

    internal (long Offset, long Length) this[int index] => _parts[index];

    /// <summary>Adds a part.</summary>
    /// <exception cref="ImageException">It begins before the one before ends, or is beyond what a file can have.</exception>
    internal void Add(long offset, long length)
    {
        if (offset < EndOffset || length < 0 || length > long.MaxValue - offset)
        {
            TarError.Throw($"the map of a sparse file is out of order or overflows at {offset} with {length} bytes");
        }

        EndOffset = offset + length;
        if (length > 0)
        {
            _parts.Add((offset, length));
            StoredBytes += length;
        }
    }

    /// <summary>Checks the map against the lengths that the headers give.</summary>
    /// <param name="realSizeBytes">The file's length with its holes.</param>
    /// <param name="storedBytes">How much of it the archive contains.</param>
    /// <param name="path">The file.</param>
    internal void Check(long realSizeBytes, long storedBytes, ReadOnlySpan<byte> path)
    {
        if (EndOffset > realSizeBytes || StoredBytes != storedBytes)
        {
            TarError.Throw(
                $"{TarText.Display(path)}: the map of a sparse file has {StoredBytes} bytes up to {EndOffset}, " +
                $"the headers say {storedBytes} of {realSizeBytes}");
        }
    }
}
