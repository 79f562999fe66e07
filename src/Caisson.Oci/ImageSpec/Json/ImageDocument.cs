using System.Text.Json;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.ImageSpec.Json;

/// <summary>A document of an image as a whole. It comes from outside and is signed, cached and compared by its digest,
/// so that it must mean the same to every reader: two properties of one name are an error.</summary>
internal static class ImageDocument
{
    // Objects whose properties are fields, by the name of the property that holds them, and the fields. Go's JSON finds
    // fields whatever their case, so that one written otherwise is a field to some readers and none to others.
    // Everywhere else (labels, annotations, what is not known) names are data.
    private static readonly Dictionary<string, HashSet<string>> ManifestFields = Fields(
        (["", "config", "layers", "manifests", "subject"],
        [
            "schemaVersion", "mediaType", "artifactType", "config", "layers", "manifests", "subject", "annotations",
            "digest", "size", "urls", "data", "platform",
        ]),
        (["platform"], ["architecture", "os", "os.version", "os.features", "variant"]));

    private static readonly Dictionary<string, HashSet<string>> ConfigFields = Fields(
        ([""],
        [
            "created", "author", "architecture", "os", "os.version", "os.features", "variant", "config", "rootfs", "history",
        ]),
        (["config"],
        [
            "User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal", "ArgsEscaped",
            "Healthcheck", "OnBuild", "Shell",
        ]),
        (["rootfs"], ["type", "diff_ids"]),
        (["history"], ["created", "created_by", "author", "comment", "empty_layer"]),
        (["Healthcheck"], ["Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries"]));

    /// <summary>Reads a manifest, an index or a descriptor.</summary>
    internal static T LoadManifest<T>(ReadOnlySpan<byte> utf8, string document, ItemReader<T> read) =>
        Load(utf8, document, ImageSpecLimits.MaxManifestBytes, ManifestFields, read);

    /// <summary>Reads an image's configuration.</summary>
    internal static T LoadConfig<T>(ReadOnlySpan<byte> utf8, string document, ItemReader<T> read) =>
        Load(utf8, document, ImageSpecLimits.MaxConfigBytes, ConfigFields, read);

    private static T Load<T>(
        ReadOnlySpan<byte> utf8,
        string document,
        int maxBytes,
        Dictionary<string, HashSet<string>> fields,
        ItemReader<T> read)
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
    private static void RefuseAmbiguousNames(
        ReadOnlySpan<byte> utf8, string document, Dictionary<string, HashSet<string>> fields)
    {
        Stack<Level> open = [];
        string name = "";
        Utf8JsonReader json = new(utf8);
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    // The items of an array belong to whom the array belongs to.
                    string owner = open.TryPeek(out Level outer) && outer.Names is null ? outer.Owner : name;
                    HashSet<string>? known = fields.GetValueOrDefault(owner);
                    HashSet<string>? names = json.TokenType == JsonTokenType.StartArray
                        ? null
                        : new HashSet<string>(known?.Comparer ?? StringComparer.Ordinal);
                    open.Push(new Level(owner, names, known));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    name = Name(ref json, utf8, document);
                    if (open.Peek().Fault(name) is { } fault)
                    {
                        throw new OciException(document, JsonPath.At(utf8, json.TokenStartIndex), fault);
                    }

                    break;
                default:
                    break;
            }
        }
    }

    private static Dictionary<string, HashSet<string>> Fields(params ReadOnlySpan<(string[] Owners, string[] Names)> kinds)
    {
        Dictionary<string, HashSet<string>> all = [];
        foreach ((string[] owners, string[] names) in kinds)
        {
            HashSet<string> fields = new(names, StringComparer.OrdinalIgnoreCase);
            foreach (string owner in owners)
            {
                all.Add(owner, fields);
            }
        }

        return all;
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

    /// <summary>An object or array that is open.</summary>
    /// <param name="Owner">The property that holds it; of an array in an array, the one that holds the outer.</param>
    /// <param name="Names">The names that an object has so far; null for an array.</param>
    /// <param name="Fields">The fields that are known of it.</param>
    private readonly record struct Level(string Owner, HashSet<string>? Names, HashSet<string>? Fields)
    {
        internal string? Fault(string name) => !Names!.Add(name) ? "is there twice"
            : Fields is not null && Fields.TryGetValue(name, out string? field) && field != name ? $"is written \"{field}\""
            : null;
    }
}
