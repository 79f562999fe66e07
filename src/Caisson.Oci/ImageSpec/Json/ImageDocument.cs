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

    // The fields of manifests, indexes and descriptors. One that is written otherwise is a field to some readers and none
    // to others.
    private static readonly HashSet<string> ManifestFields = new(StringComparer.OrdinalIgnoreCase)
    {
        "schemaVersion", "mediaType", "artifactType", "config", "layers", "manifests", "subject", "annotations",
        "digest", "size", "urls", "data", "platform", "architecture", "os", "os.version", "os.features", "variant",
    };

    internal static T LoadManifest<T>(ReadOnlySpan<byte> utf8, string document, ItemReader<T> read) =>
        Load(utf8, document, ImageSpecLimits.MaxManifestBytes, read, ManifestFields);

    internal static T Load<T>(
        ReadOnlySpan<byte> utf8, string document, int maxBytes, ItemReader<T> read, HashSet<string>? fields = null)
    {
        if (utf8.Length > maxBytes)
        {
            throw new OciException(document, "", $"has {utf8.Length} bytes, more than the {maxBytes} that are read");
        }

        T value = SpecDocument.Load(utf8, document, read);
        RefuseAmbiguousNames(utf8, document, fields);
        return value;
    }

    // The document is well-formed JSON.
    private static void RefuseAmbiguousNames(ReadOnlySpan<byte> utf8, string document, HashSet<string>? fields)
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
                    HashSet<string> names = open.Peek()!;
                    if (!names.Add(owner))
                    {
                        throw new OciException(document, JsonPath.At(utf8, json.TokenStartIndex), "is there twice");
                    }

                    if (fields is not null && names.Comparer == StringComparer.OrdinalIgnoreCase
                        && fields.TryGetValue(owner, out string? field) && owner != field)
                    {
                        throw new OciException(document, JsonPath.At(utf8, json.TokenStartIndex), $"is written \"{field}\"");
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
