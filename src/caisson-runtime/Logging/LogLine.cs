using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Caisson.Runtime.CommandLine.Options;
using Caisson.Runtime.CommandLine.Output;

namespace Caisson.Runtime.CommandLine.Logging;

/// <summary>
/// Log lines to the letter as runc's logger (logrus) writes them: containerd's shim, conmon and podman read them back
/// to find the reason of a failure.
/// </summary>
internal static class LogLine
{
    private static readonly SearchValues<char> Unquoted =
        SearchValues.Create("-._/@^+0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>A line with its line feed, in UTF-8.</summary>
    internal static byte[] Format(LogFormat format, LogLevel level, string message, DateTimeOffset now)
    {
        string name = level switch
        {
            LogLevel.Debug => "debug",
            LogLevel.Warning => "warning",
            _ => "error",
        };
        string time = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return format == LogFormat.Json ? FormatJson(name, message, time) : FormatText(name, message, time);
    }

    private static byte[] FormatText(string level, string message, string time)
    {
        string quoted = message.AsSpan().ContainsAnyExcept(Unquoted) ? GoText.Quote(message) : message;
        return Encoding.UTF8.GetBytes($"time=\"{time}\" level={level} msg={quoted}\n");
    }

    private static byte[] FormatJson(string level, string message, string time)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, JsonStyle.Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("level"u8, level);
            writer.WriteString("msg"u8, message);
            writer.WriteString("time"u8, time);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
