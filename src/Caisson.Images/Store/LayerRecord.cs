using System.Text.Json;

namespace Caisson.Images.Store;

/// <summary>How much a layer is.</summary>
/// <param name="TarBytes">Bytes of its tar, uncompressed.</param>
/// <param name="FileBytes">Bytes in its files.</param>
/// <param name="Entries">Its files, directories and links.</param>
public sealed record LayerRecord(long TarBytes, long FileBytes, long Entries)
{
    internal byte[] ToJson()
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("tarBytes", TarBytes);
            json.WriteNumber("fileBytes", FileBytes);
            json.WriteNumber("entries", Entries);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote; null where it is damaged.</summary>
    internal static LayerRecord? TryParse(byte[] utf8)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(utf8);
            return new LayerRecord(
                json.RootElement.GetProperty("tarBytes").GetInt64(),
                json.RootElement.GetProperty("fileBytes").GetInt64(),
                json.RootElement.GetProperty("entries").GetInt64());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
