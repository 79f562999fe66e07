using System.Buffers;
using System.Text;
using System.Text.Json;
using Caisson.Keeping.Protocol;

namespace Caisson.Engine.Sandboxes;

/// <summary>What the engine says, in the keeper's words.</summary>
internal static class KeeperMessages
{
    private const int FilesOfOne = 1;

    /// <summary>What a client of streams wants.</summary>
    internal static StreamWish WishOf(Attachment attachment) =>
        (attachment.Input ? StreamWish.Input : 0)
        | (attachment.Output ? StreamWish.Output : 0)
        | (attachment.Errors ? StreamWish.Errors : 0);

    /// <summary>What a container's streams are.</summary>
    internal static StreamSettings StreamsOf(SandboxLaunch launch) =>
        (launch.Config.Process?.Terminal == true ? StreamSettings.Terminal : 0)
        | (launch.HasInput ? StreamSettings.Input : 0)
        | (launch.InputEndsWithClient ? StreamSettings.InputOnce : 0);

    /// <summary>What an exec's streams are: its input always ends with its client.</summary>
    internal static StreamSettings StreamsOf(ExecLaunch launch) =>
        (launch.Process.Terminal ? StreamSettings.Terminal : 0)
        | (launch.HasInput ? StreamSettings.Input | StreamSettings.InputOnce : 0);

    /// <summary>Where output goes.</summary>
    /// <exception cref="EngineException">There is no such driver.</exception>
    internal static LogWish LogOf(LogSettings log)
    {
        LogKind kind = log.Driver switch
        {
            "json-file" => LogKind.JsonFile,
            "local" => LogKind.Local,
            "none" => LogKind.None,
            _ => throw new EngineException(
                EngineErrorKind.InvalidParameter, $"logger: no log driver named '{log.Driver}' is registered"),
        };
        return new LogWish(
            kind,
            kind == LogKind.None ? "" : log.Path ?? "",
            Math.Max(0, log.MaxBytes),
            Math.Max(FilesOfOne, log.MaxFiles),
            log.Compresses,
            AttributesOf(log));
    }

    // In the order of their names, as Go writes a map.
    private static string AttributesOf(LogSettings log)
    {
        if (log.Attributes is not { Count: > 0 } attributes)
        {
            return "";
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach ((string name, string value) in attributes.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
