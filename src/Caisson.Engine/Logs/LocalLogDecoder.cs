using System.Buffers.Binary;
using Caisson.Keeping.Logs;

namespace Caisson.Engine.Logs;

/// <summary>The records of the driver local.</summary>
/// <param name="attributes">What each line carries beside its text: it is not in the file.</param>
internal sealed class LocalLogDecoder(IReadOnlyList<KeyValuePair<string, string>> attributes) : ILogDecoder
{
    private const int KindOffset = sizeof(uint);
    private const int TimeOffset = KindOffset + 1;

    /// <inheritdoc/>
    public int TryTake(ReadOnlySpan<byte> bytes, out LogLine? line)
    {
        line = null;
        if (bytes.Length < LocalLog.HeadBytes)
        {
            return 0;
        }

        uint body = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (body is < 1 + sizeof(long) or > LocalLog.BodyBytesMax)
        {
            // Nothing behind a damaged length can be found.
            return bytes.Length;
        }

        int whole = sizeof(uint) + (int)body;
        if (bytes.Length < whole)
        {
            return 0;
        }

        long ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes[TimeOffset..]);
        if (ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks)
        {
            line = new LogLine(
                (bytes[KindOffset] & LocalLog.IsError) != 0,
                new DateTimeOffset(ticks, TimeSpan.Zero),
                bytes[LocalLog.HeadBytes..whole].ToArray(),
                attributes);
        }

        return whole;
    }

    /// <inheritdoc/>
    public long FindLast(FileStream file, int count, out int found)
    {
        var offsets = new Queue<long>();
        Span<byte> length = stackalloc byte[sizeof(uint)];
        long position = 0;
        while (RandomAccess.Read(file.SafeFileHandle, length, position) == length.Length)
        {
            uint body = BinaryPrimitives.ReadUInt32LittleEndian(length);
            if (body is < 1 + sizeof(long) or > LocalLog.BodyBytesMax)
            {
                break;
            }

            offsets.Enqueue(position);
            if (offsets.Count > count)
            {
                offsets.Dequeue();
            }

            position += sizeof(uint) + body;
        }

        found = offsets.Count;
        return offsets.TryPeek(out long first) ? first : 0;
    }
}
