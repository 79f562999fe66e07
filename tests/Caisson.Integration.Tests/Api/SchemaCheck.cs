using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace Caisson.Integration.Tests.Api;

/// <summary>Compares JSON with a schema of the description.</summary>
internal sealed class SchemaCheck(ApiSpecification specification)
{
    // Numbers and switches that dockerd keeps behind pointers, and writes as null where nobody has set them.
    private static readonly string[] NullAnyway = [".HostConfig.MemorySwappiness", ".HostConfig.OomKillDisable"];

    private readonly List<string> _faults = [];

    /// <summary>What does not fit, each with its place.</summary>
    internal static IReadOnlyList<string> Faults(ApiSpecification specification, YamlMappingNode schema, JsonElement value)
    {
        SchemaCheck check = new(specification);
        check.Visit(schema, value, "$");
        return check._faults;
    }

    private void Visit(YamlMappingNode schema, JsonElement value, string place)
    {
        if (Text(schema, "$ref") is { } reference)
        {
            if (value.ValueKind != JsonValueKind.Null || Text(schema, "x-nullable") != "true")
            {
                Visit(specification.Resolve(reference), value, place);
            }

            return;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            // Go writes lists, sets and structures that are not there as null, whatever the description says.
            if (Text(schema, "x-nullable") != "true" && Text(schema, "type") is "string" or "integer" or "boolean" or "number"
                && !NullAnyway.Any(n => place.EndsWith(n, StringComparison.Ordinal)))
            {
                _faults.Add($"{place}: is null");
            }

            return;
        }

        foreach (YamlNode part in List(schema, "allOf"))
        {
            Visit((YamlMappingNode)part, value, place);
        }

        bool fits = Text(schema, "type") switch
        {
            "string" => value.ValueKind == JsonValueKind.String,
            "integer" => value.ValueKind == JsonValueKind.Number && (value.TryGetInt64(out _) || value.TryGetUInt64(out _)),
            "number" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "array" => value.ValueKind == JsonValueKind.Array,
            "object" => value.ValueKind == JsonValueKind.Object,
            _ => true,
        };
        if (!fits)
        {
            _faults.Add($"{place}: is {value.ValueKind}, and not {Text(schema, "type")}");
            return;
        }

        VisitParts(schema, value, place);
    }

    private void VisitParts(YamlMappingNode schema, JsonElement value, string place)
    {
        if (value.ValueKind == JsonValueKind.String && List(schema, "enum") is { Count: > 0 } words
            && !words.Any(w => ((YamlScalarNode)w).Value == value.GetString()))
        {
            _faults.Add($"{place}: \"{value.GetString()}\" is none of the words there are");
        }

        if (value.ValueKind == JsonValueKind.Array && Child(schema, "items") is { } items)
        {
            int index = 0;
            foreach (JsonElement item in value.EnumerateArray())
            {
                Visit(items, item, $"{place}[{index++}]");
            }
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (YamlNode name in List(schema, "required"))
        {
            if (!value.TryGetProperty(((YamlScalarNode)name).Value!, out _))
            {
                _faults.Add($"{place}: {name} is missing");
            }
        }

        YamlMappingNode? properties = Child(schema, "properties");
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (properties?.Children.TryGetValue(property.Name, out YamlNode? known) == true)
            {
                Visit((YamlMappingNode)known, property.Value, $"{place}.{property.Name}");
            }
            else if (Child(schema, "additionalProperties") is { } others)
            {
                Visit(others, property.Value, $"{place}.{property.Name}");
            }
        }
    }

    private static string? Text(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(name, out YamlNode? child) && child is YamlScalarNode scalar ? scalar.Value : null;

    private static YamlMappingNode? Child(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(name, out YamlNode? child) ? child as YamlMappingNode : null;

    private static IList<YamlNode> List(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(name, out YamlNode? child) && child is YamlSequenceNode sequence ? sequence.Children : [];
}
