using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Caisson.Oci.RuntimeSpec.Json;

/// <summary>A document as a whole: reads it into a record, writes a record as one.</summary>
internal static class SpecDocument
{
    // Six bytes (\u0041) for each character of the longest name that the specification has, and some to spare.
    private const int NameChars = 256;

    internal static T Load<T>(ReadOnlySpan<byte> utf8, string document, ItemReader<T> read)
    {
        if (utf8.Length > SpecLimits.MaxDocumentBytes)
        {
            throw new OciException(
                document, "", $"has {utf8.Length} bytes, more than the {SpecLimits.MaxDocumentBytes} that are read");
        }

        Span<char> name = stackalloc char[NameChars];
        SpecReader json = new(utf8, document, name);
        try
        {
            json.Begin();
            T value = read(ref json);
            json.End();
            return value;
        }
        catch (JsonException e)
        {
            throw new OciException(document, "", Describe(utf8, e, json.Depth));
        }
    }

    internal static byte[] Save(ISpecObject value, bool indented)
    {
        ArrayBufferWriter<byte> buffer = new(4096);
        using Utf8JsonWriter json = new(buffer, new JsonWriterOptions
        {
            Indented = indented,
            IndentCharacter = '\t',
            IndentSize = 1,

            // What is written goes to files, pipes and terminals, never into a web page: only what JSON itself wants is
            // escaped.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
        SpecWriter writer = new(json);
        json.WriteStartObject();
        value.WriteTo(writer);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    // JsonException's own message is left out: executables are built without the texts of .NET's errors.
    private static string Describe(ReadOnlySpan<byte> utf8, JsonException e, int depth)
    {
        long line = (e.LineNumber ?? 0) + 1;
        long column = (e.BytePositionInLine ?? 0) + 1;
        ReadOnlySpan<byte> rest = utf8;
        for (long i = 1; i < line; i++)
        {
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        }

        string fault = column > rest.Length ? "unexpected end"
            : rest[(int)column - 1] is (byte)'{' or (byte)'[' && depth >= SpecLimits.MaxDepth
                ? $"more than {SpecLimits.MaxDepth} levels"
            : rest[(int)column - 1] is > 0x20 and < 0x7f and byte c ? $"unexpected '{(char)c}'"
            : $"unexpected byte 0x{rest[(int)column - 1]:x2}";
        return $"malformed JSON in line {line}, column {column}: {fault}";
    }
}
