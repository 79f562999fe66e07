using System.Text.Json;
using Caisson.Oci;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>What keeps an image in the store.</summary>
/// <param name="Name">Its name, with a tag or a digest; null for an image that has lost its name.</param>
/// <param name="Target">Its manifest or index.</param>
public sealed record StoredReference(ImageReference? Name, Descriptor Target)
{
    // The name of a file that holds the reference. A name is longer than a file's may be; its digest is not.
    internal string Key => Digest.Compute(System.Text.Encoding.UTF8.GetBytes(Name?.ToString() ?? $"@{Target.Digest}")).Hex;

    internal byte[] ToJson()
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            if (Name is not null)
            {
                json.WriteString("name", Name.ToString());
            }

            json.WritePropertyName("target");
            json.WriteRawValue(Target.ToJson());
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="utf8">The file.</param>
    /// <param name="path">What errors call it.</param>
    /// <exception cref="ImageException">It is damaged.</exception>
    internal static StoredReference Parse(byte[] utf8, string path)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(utf8);
            JsonElement root = json.RootElement;
            ImageReference? name = root.TryGetProperty("name", out JsonElement text) ? ImageReference.Parse(text.GetString() ?? "") : null;
            byte[] target = System.Text.Encoding.UTF8.GetBytes(root.GetProperty("target").GetRawText());
            return new StoredReference(name, Descriptor.Parse(target));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OciException)
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent, $"{path}: is damaged, and what it refers to is not known: remove it, and name the image again", e);
        }
    }
}
