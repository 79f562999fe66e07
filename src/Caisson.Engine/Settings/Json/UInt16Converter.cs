using System.Text.Json;
using System.Text.Json.Serialization;

namespace Caisson.Engine.Settings.Json;

/// <summary>A number as Go has it: null is zero.</summary>
public sealed class UInt16Converter : JsonConverter<ushort>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override ushort Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetUInt16()
        : reader.TokenType == JsonTokenType.Null ? default(ushort) : throw new JsonException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ushort value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNumberValue(value);
    }
}
