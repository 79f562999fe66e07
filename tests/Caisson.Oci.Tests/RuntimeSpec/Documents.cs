using System.Text.Json.Nodes;

namespace Caisson.Oci.Tests.RuntimeSpec;

/// <summary>Configurations as callers write them, and ways to spoil them.</summary>
internal static class Documents
{
    /// <summary>The bytes of <c>docker.json</c>, <c>podman.json</c> or <c>everything.json</c>.</summary>
    public static byte[] Bytes(string name)
    {
        using Stream stream = typeof(Documents).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException(name);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A document with one value put in, or taken out.</summary>
    /// <param name="document">The document.</param>
    /// <param name="place">Where, as a JSON pointer (RFC 6901); <c>-</c> appends to an array.</param>
    /// <param name="json">The value; null to take it out.</param>
    public static byte[] With(byte[] document, string place, string? json)
    {
        JsonNode root = JsonNode.Parse(document)!;
        string[] parts = [.. place.Split('/').Skip(1).Select(p => p.Replace("~1", "/").Replace("~0", "~"))];
        JsonNode parent = root;
        foreach (string part in parts[..^1])
        {
            parent = parent is JsonArray array ? array[int.Parse(part)]! : parent[part] ??= new JsonObject();
        }

        string last = parts[^1];
        JsonNode? value = json is null ? null : JsonNode.Parse(json);
        switch (parent)
        {
            case JsonArray array when last == "-":
                array.Add(value);
                break;
            case JsonArray array:
                array[int.Parse(last)] = value;
                break;
            default:
                if (json is null)
                {
                    Assert.True(parent.AsObject().Remove(last), $"{place} is not there");
                }
                else
                {
                    parent[last] = value;
                }

                break;
        }

        return System.Text.Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    /// <summary>Compares documents, whatever the order of properties.</summary>
    public static void AssertSame(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual) =>
        Assert.Equal(Sorted(JsonNode.Parse(expected)).ToJsonString(), Sorted(JsonNode.Parse(actual)).ToJsonString());

    private static JsonNode Sorted(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(
            o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, (JsonNode?)Sorted(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Sorted)]),
        _ => node!.DeepClone(),
    };
}
