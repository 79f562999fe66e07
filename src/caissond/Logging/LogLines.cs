using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Caisson.Linux.Descriptors;
using Microsoft.Extensions.Logging;

namespace Caisson.Daemon.Logging;

/// <summary>Where lines of the log go: standard error, in dockerd's two formats.</summary>
/// <remarks>Thread: any; lines stay whole.</remarks>
internal sealed class LogLines(bool isJson, TimeProvider clock)
{
    private const string MessageTemplate = "{OriginalFormat}";

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _lock = new();

    /// <summary>The least severe messages that are written.</summary>
    internal LogLevel Least { get; set; } = LogLevel.Information;

    /// <summary>Writes a line.</summary>
    internal void Write(LogLevel level, string message, Exception? exception, IEnumerable<KeyValuePair<string, object?>> fields)
    {
        DateTimeOffset now = clock.GetLocalNow();
        string time = now.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture);
        byte[] line = isJson
            ? Json(time, NameOf(level), message, exception, fields)
            : Encoding.UTF8.GetBytes(Text(time, NameOf(level), message, exception));
        lock (_lock)
        {
            StandardStreams.WriteError(line);
        }
    }

    private static string Text(string time, string level, string message, Exception? exception)
    {
        StringBuilder line = new();
        line.Append("time=\"").Append(time).Append("\" level=").Append(level).Append(" msg=").Append(Quote(message));
        if (exception is not null)
        {
            line.Append(" error=").Append(Quote(exception.ToString()));
        }

        return line.Append('\n').ToString();
    }

    private static byte[] Json(
        string time, string level, string message, Exception? exception, IEnumerable<KeyValuePair<string, object?>> fields)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter writer = new(line, Writing))
        {
            writer.WriteStartObject();
            writer.WriteString("time", time);
            writer.WriteString("level", level);
            writer.WriteString("msg", message);
            foreach (KeyValuePair<string, object?> field in fields)
            {
                if (field.Key != MessageTemplate)
                {
                    WriteField(writer, char.ToLowerInvariant(field.Key[0]) + field.Key[1..], field.Value);
                }
            }

            if (exception is not null)
            {
                writer.WriteString("error", exception.ToString());
            }

            writer.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return line.ToArray();
    }

    private static void WriteField(Utf8JsonWriter writer, string name, object? value)
    {
        switch (value)
        {
            case int number:
                writer.WriteNumber(name, number);
                break;
            case long number:
                writer.WriteNumber(name, number);
                break;
            case double number:
                writer.WriteNumber(name, Math.Round(number, 3));
                break;
            default:
                writer.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    // What clients send may be in a message: it must not look like a line of its own.
    private static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                < ' ' or '\x7f' => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}
