using System.Globalization;
using System.Text;

namespace Caisson.Keeping.Logs;

/// <summary>
/// A line of Docker's driver json-file: <c>{"log":…,"stream":…,"attrs":…,"time":…}</c>, with what Go's encoder escapes
/// and a time as RFC 3339 has it, to the nanosecond and without zeros at its end.
/// </summary>
internal static class JsonLogLine
{
    private static ReadOnlySpan<byte> Hex => "0123456789abcdef"u8;

    /// <summary>Adds a line.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="text">The output.</param>
    /// <param name="endsLine">Whether a line feed follows it.</param>
    /// <param name="isError">Whether it is standard error.</param>
    /// <param name="attributes">A JSON object, or nothing.</param>
    /// <param name="at">When.</param>
    internal static void Write(
        LogBuffer buffer, ReadOnlySpan<byte> text, bool endsLine, bool isError, ReadOnlySpan<byte> attributes, DateTimeOffset at)
    {
        buffer.Add("{\"log\":\""u8);
        WriteText(buffer, text);
        if (endsLine)
        {
            buffer.Add("\\n"u8);
        }

        buffer.Add(isError ? "\",\"stream\":\"stderr\""u8 : "\",\"stream\":\"stdout\""u8);
        if (!attributes.IsEmpty)
        {
            buffer.Add(",\"attrs\":"u8);
            buffer.Add(attributes);
        }

        buffer.Add(",\"time\":\""u8);
        WriteTime(buffer, at);
        buffer.Add("\"}\n"u8);
    }

    private static void WriteTime(LogBuffer buffer, DateTimeOffset at)
    {
        const int WholeSeconds = 19;
        Span<byte> text = stackalloc byte[40];
        at.UtcDateTime.TryFormat(text, out int length, "yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture);
        while (length > WholeSeconds && text[length - 1] == (byte)'0')
        {
            length--;
        }

        length -= length == WholeSeconds + 1 ? 1 : 0;
        buffer.Add(text[..length]);
        buffer.Add((byte)'Z');
    }

    private static void WriteText(LogBuffer buffer, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int plain = 0;
            while (plain < text.Length && IsPlain(text[plain]))
            {
                plain++;
            }

            buffer.Add(text[..plain]);
            text = text[plain..];
            if (!text.IsEmpty)
            {
                text = text[(text[0] < 0x80 ? Escape(buffer, text[0]) : WriteRune(buffer, text))..];
            }
        }
    }

    private static bool IsPlain(byte c) => c is >= 0x20 and < 0x80 and not ((byte)'"' or (byte)'\\' or (byte)'<' or (byte)'>' or (byte)'&');

    private static int Escape(LogBuffer buffer, byte c)
    {
        switch (c)
        {
            case (byte)'"' or (byte)'\\':
                buffer.Add((byte)'\\');
                buffer.Add(c);
                break;
            case (byte)'\n':
                buffer.Add("\\n"u8);
                break;
            case (byte)'\r':
                buffer.Add("\\r"u8);
                break;
            default:
                buffer.Add("\\u00"u8);
                buffer.Add(Hex[c >> 4]);
                buffer.Add(Hex[c & 0xF]);
                break;
        }

        return 1;
    }

    // What is no UTF-8 is lost in a log of this kind, with Docker too.
    private static int WriteRune(LogBuffer buffer, ReadOnlySpan<byte> text)
    {
        if (Rune.DecodeFromUtf8(text, out Rune rune, out int count) != System.Buffers.OperationStatus.Done)
        {
            buffer.Add("\\ufffd"u8);
            return 1;
        }

        if (rune.Value is 0x2028 or 0x2029)
        {
            buffer.Add(rune.Value == 0x2028 ? "\\u2028"u8 : "\\u2029"u8);
        }
        else
        {
            buffer.Add(text[..count]);
        }

        return count;
    }
}
