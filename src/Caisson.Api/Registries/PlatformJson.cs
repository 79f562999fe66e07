using System.Text.Json;
using Caisson.Oci.ImageSpec;

namespace Caisson.Api.Registries;

/// <summary>A platform as JSON in a query.</summary>
internal static class PlatformJson
{
    /// <summary>Reads it.</summary>
    /// <exception cref="JsonException">It is malformed.</exception>
    /// <exception cref="InvalidOperationException">A field has the wrong type.</exception>
    internal static Platform Parse(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement root = document.RootElement;
        string? Field(string name) =>
            root.TryGetProperty(name, out JsonElement value) && value.GetString() is { Length: > 0 } found ? found : null;
        return new Platform
        {
            Os = Field("os") ?? "linux",
            Architecture = Field("architecture") ?? throw new JsonException("it has no architecture"),
            Variant = Field("variant"),
            OsVersion = Field("os.version"),
        }.Normalize();
    }
}
