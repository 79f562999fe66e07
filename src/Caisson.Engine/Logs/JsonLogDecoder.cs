using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Caisson.Engine.Logs;

/// <summary>The lines of the driver json-file.</summary>
internal sealed class JsonLogDecoder : ILogDecoder
{
    private const int BlockBytes = 64 << 10;

    /// <inheritdoc/>
    public int TryTake(ReadOnlySpan<byte> bytes, out LogLine? line)
    {
        int end = bytes.IndexOf((byte)'\n');
        line = end < 0 ? null : Parse(bytes[..end]);
        return end + 1;
    }

    /// <inheritdoc/>
    public long FindLast(FileStream file, int count, out int found)
    {
        byte[] block = new byte[BlockBytes];
        long position = file.Length;
        long end = position;
        found = 0;
        while (position > 0)
        {
            int length = (int)Math.Min(BlockBytes, position);
            position -= length;
            int read = RandomAccess.Read(file.SafeFileHandle, block.AsSpan(0, length), position);
            for (int i = read - 1; i >= 0; i--)
            {
                // The last line's own end is not the end of one before it.
                if (block[i] == (byte)'\n' && position + i + 1 < end && ++found == count)
                {
                    return position + i + 1;
                }
            }
        }

        found += end > 0 ? 1 : 0;
        return 0;
    }

    private static LogLine? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            string text = "";
            bool isError = false;
            DateTimeOffset at = default;
            IReadOnlyList<KeyValuePair<string, string>> attributes = [];
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("log"u8))
                {
                    reader.Read();
                    text = reader.GetString() ?? "";
                }
                else if (reader.ValueTextEquals("stream"u8))
                {
                    reader.Read();
                    isError = reader.ValueTextEquals("stderr"u8);
                }
                else if (reader.ValueTextEquals("time"u8))
                {
                    reader.Read();
                    at = ParseTime(reader.GetString() ?? "");
                }
                else if (reader.ValueTextEquals("attrs"u8))
                {
                    reader.Read();
                    attributes = ParseAttributes(ref reader);
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }

            return new LogLine(isError, at, Encoding.UTF8.GetBytes(text), attributes);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    // Docker's own files have up to nine digits; the last two are lost here.
    private static DateTimeOffset ParseTime(string text)
    {
        const int DigitsKept = 7;
        int dot = text.IndexOf('.');
        if (dot >= 0)
        {
            int end = dot + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            if (end - dot - 1 > DigitsKept)
            {
                text = text[..(dot + 1 + DigitsKept)] + text[end..];
            }
        }

        return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
    }

    private static List<KeyValuePair<string, string>> ParseAttributes(ref Utf8JsonReader reader)
    {
        var attributes = new List<KeyValuePair<string, string>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString() ?? "";
            reader.Read();
            attributes.Add(new KeyValuePair<string, string>(name, reader.GetString() ?? ""));
        }

        return attributes;
    }
}
