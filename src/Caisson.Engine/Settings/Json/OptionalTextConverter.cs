using System.Text.Json;
using System.Text.Json.Serialization;

namespace Caisson.Engine.Settings.Json;

/// <summary>Text that is not written where it is empty.</summary>
public sealed class OptionalTextConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString() is { Length: > 0 } text ? text : null : throw new JsonException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value);
    }
}
