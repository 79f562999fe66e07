using System.Text.Json;
using System.Text.Json.Serialization;

namespace Caisson.Engine.Settings.Json;

/// <summary>A number as Go has it: null is zero.</summary>
public sealed class Int64Converter : JsonConverter<long>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetInt64()
        : reader.TokenType == JsonTokenType.Null ? 0 : throw new JsonException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNumberValue(value);
    }
}
