using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.Comparison;

/// <summary>JSON as lines of path and value, which can be compared one by one; other text as it is.</summary>
internal static class Flattened
{
    /// <summary>The lines of an output: one document, a document a line, or no JSON at all.</summary>
    /// <param name="output">The output.</param>
    public static IEnumerable<string> Of(string output)
    {
        if (TryParse(output) is { } document)
        {
            return Flatten("", document);
        }

        string[] lines = [.. Mask.Split(output)];
        return lines.SelectMany((l, i) => TryParse(l) is { } node
            ? Flatten(lines.Length == 1 ? "" : (i + 1).ToString(CultureInfo.InvariantCulture) + " ", node)
            : [l]);
    }

    /// <summary>Whether the whole output is one document.</summary>
    /// <param name="output">The output.</param>
    public static bool IsJson(string output) => TryParse(output) is not null;

    private static JsonNode? TryParse(string text)
    {
        text = text.Trim();
        if (text.Length == 0 || text[0] is not ('{' or '['))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Flatten(string path, JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } map => map.SelectMany(p => Flatten($"{path}.{p.Key}", p.Value)),
        JsonArray { Count: > 0 } list => list.SelectMany((n, i) => Flatten($"{path}[{i.ToString(CultureInfo.InvariantCulture)}]", n)),
        null => [$"{path} = null"],
        _ => [$"{path} = {node.ToJsonString()}"],
    };
}
