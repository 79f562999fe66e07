using System.Text.Json;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.ImageSpec.Json;

/// <summary>A document of an image as a whole. It comes from outside and is signed, cached and compared by its digest,
/// so that it must mean the same to every reader: two properties of one name are an error.</summary>
internal static class ImageDocument
{
    // Objects whose properties are fields. Go's JSON finds fields whatever their case, so that two names that differ in
    // nothing else are one to other readers. Everywhere else (labels, annotations) names are data.
    private static readonly HashSet<string> Records =
        ["", "config", "layers", "manifests", "platform", "subject", "rootfs", "history", "Healthcheck"];

    internal static T Load<T>(ReadOnlySpan<byte> utf8, string document, int maxBytes, ItemReader<T> read)
    {
        if (utf8.Length > maxBytes)
        {
            throw new OciException(document, "", $"has {utf8.Length} bytes, more than the {maxBytes} that are read");
        }

        T value = SpecDocument.Load(utf8, document, read);
        RefuseDuplicates(utf8, document);
        return value;
    }

    // The document is well-formed JSON.
    private static void RefuseDuplicates(ReadOnlySpan<byte> utf8, string document)
    {
        Stack<HashSet<string>?> open = [];
        string owner = "";
        Utf8JsonReader json = new(utf8);
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.StartObject:
                    open.Push(new HashSet<string>(
                        Records.Contains(owner) ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal));
                    break;
                case JsonTokenType.StartArray:
                    // Items belong to whom the array belongs to.
                    open.Push(null);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    owner = Name(ref json, utf8, document);
                    if (!open.Peek()!.Add(owner))
                    {
                        throw new OciException(document, JsonPath.At(utf8, json.TokenStartIndex), "is there twice");
                    }

                    break;
                default:
                    break;
            }
        }
    }

    private static string Name(ref Utf8JsonReader json, ReadOnlySpan<byte> utf8, string document)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new OciException(document, JsonPath.At(utf8, json.TokenStartIndex), "is not valid UTF-8");
        }
    }
}
