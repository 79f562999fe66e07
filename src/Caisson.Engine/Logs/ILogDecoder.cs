namespace Caisson.Engine.Logs;

/// <summary>How lines are written in a log file.</summary>
internal interface ILogDecoder
{
    /// <summary>Takes a line from the beginning of what has been read.</summary>
    /// <param name="bytes">What has been read.</param>
    /// <param name="line">The line; null where it is damaged, and to be passed over.</param>
    /// <returns>How many bytes it takes; 0 where it is not whole yet.</returns>
    public int TryTake(ReadOnlySpan<byte> bytes, out LogLine? line);

    /// <summary>Where the last lines of a file begin.</summary>
    /// <param name="file">The file.</param>
    /// <param name="count">How many; at least one.</param>
    /// <param name="found">How many there are, if fewer.</param>
    /// <returns>The offset of the first of them.</returns>
    public long FindLast(FileStream file, int count, out int found);
}
