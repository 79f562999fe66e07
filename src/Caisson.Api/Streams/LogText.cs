using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Caisson.Engine.Logs;

namespace Caisson.Api.Streams;

/// <summary>Lines of logs as clients get them: details, time and text, in frames where there is no terminal.</summary>
/// <param name="isFramed">Whether each line is in a frame that says which output it is of.</param>
/// <param name="hasTime">Whether the time is in front of each line.</param>
/// <param name="hasDetails">Whether what a line carries beside its text is in front of it.</param>
internal sealed class LogText(bool isFramed, bool hasTime, bool hasDetails)
{
    private const int HeadBytes = 8;

    /// <summary>Adds a line.</summary>
    internal void Write(ArrayBufferWriter<byte> buffer, LogLine line)
    {
        int start = buffer.WrittenCount;
        if (isFramed)
        {
            buffer.Write(stackalloc byte[HeadBytes]);
        }

        if (hasTime)
        {
            Span<byte> time = buffer.GetSpan(40);
            line.At.UtcDateTime.TryFormat(time, out int length, "yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z '", CultureInfo.InvariantCulture);
            buffer.Advance(length);
        }

        if (hasDetails)
        {
            buffer.Write(Encoding.UTF8.GetBytes(Details(line)));
        }

        buffer.Write(line.Text.Span);
        if (isFramed)
        {
            int length = buffer.WrittenCount - start - HeadBytes;
            Span<byte> head = System.Runtime.InteropServices.MemoryMarshal.AsMemory(buffer.WrittenMemory).Span.Slice(start, HeadBytes);
            head[0] = line.IsError ? (byte)2 : (byte)1;
            BinaryPrimitives.WriteInt32BigEndian(head[4..], length);
        }
    }

    private static string Details(LogLine line) => string.Join(
        ',', line.Attributes
            .OrderBy(static pair => pair.Key, StringComparer.Ordinal)
            .Select(static pair => $"{Escape(pair.Key)}={Escape(pair.Value)}")) + " ";

    // As Go's url.QueryEscape.
    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
