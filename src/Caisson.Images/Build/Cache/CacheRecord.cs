using System.Text;
using System.Text.Json;
using Caisson.Oci;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build.Cache;

/// <summary>The result of a step.</summary>
/// <param name="Created">When it was made, RFC 3339.</param>
/// <param name="DiffId">The layer that it made; null where it changed the configuration alone.</param>
/// <param name="Layer">That layer as it is transported.</param>
internal sealed record CacheRecord(string Created, Digest? DiffId, Descriptor? Layer)
{
    internal byte[] ToJson()
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("created", Created);
            if (DiffId is { } diffId && Layer is not null)
            {
                json.WriteString("diffId", diffId.ToString());
                json.WritePropertyName("layer");
                json.WriteRawValue(Layer.ToJson());
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote; null where it is damaged.</summary>
    internal static CacheRecord? TryParse(byte[] utf8)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(utf8);
            string created = json.RootElement.GetProperty("created").GetString()!;
            if (!ImageTime.TryParse(created, out _))
            {
                return null;
            }

            if (!json.RootElement.TryGetProperty("diffId", out JsonElement diffId))
            {
                return new CacheRecord(created, null, null);
            }

            JsonElement layer = json.RootElement.GetProperty("layer");
            return Digest.TryParse(diffId.GetString(), out Digest digest)
                ? new CacheRecord(created, digest, Descriptor.Parse(Encoding.UTF8.GetBytes(layer.GetRawText())))
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or OciException)
        {
            return null;
        }
    }
}
