using System.Buffers.Binary;

namespace Caisson.Keeping.Logs;

/// <summary>
/// A record of the driver <c>local</c>: the number of bytes that follow (u32), what it is (u8), when (i64: 100 ns since
/// 0001-01-01), and the output as it came; numbers are little-endian.
/// </summary>
public static class LocalLog
{
    /// <summary>The head of a record: length, kind and time.</summary>
    public const int HeadBytes = sizeof(uint) + 1 + sizeof(long);

    /// <summary>The most that follows the length in a sound record.</summary>
    public const int BodyBytesMax = 1 + sizeof(long) + LineSplitter.LineBytesMax + 1;

    /// <summary>In the kind: it is standard error.</summary>
    public const byte IsError = 1;

    internal static void Write(LogBuffer buffer, ReadOnlySpan<byte> text, bool endsLine, bool isError, DateTimeOffset at)
    {
        int length = text.Length + (endsLine ? 1 : 0);
        Span<byte> record = buffer.Take(HeadBytes + length);
        BinaryPrimitives.WriteInt32LittleEndian(record, 1 + sizeof(long) + length);
        record[sizeof(uint)] = isError ? IsError : (byte)0;
        BinaryPrimitives.WriteInt64LittleEndian(record[(sizeof(uint) + 1)..], at.UtcTicks);
        text.CopyTo(record[HeadBytes..]);
        if (endsLine)
        {
            record[^1] = (byte)'\n';
        }
    }
}
