using System.Text.Json.Nodes;

namespace Caisson.Cli.Settings;

/// <summary>Builds documents; what is empty is left out, as the engine's defaults are meant then.</summary>
internal static class JsonParts
{
    /// <summary>Sets a text.</summary>
    internal static JsonObject Put(this JsonObject document, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            document[name] = value;
        }

        return document;
    }

    /// <summary>Sets a number.</summary>
    internal static JsonObject Put(this JsonObject document, string name, long? value)
    {
        if (value is { } number)
        {
            document[name] = number;
        }

        return document;
    }

    /// <summary>Sets a switch.</summary>
    internal static JsonObject Put(this JsonObject document, string name, bool value)
    {
        if (value)
        {
            document[name] = true;
        }

        return document;
    }

    /// <summary>Sets a list of texts.</summary>
    internal static JsonObject Put(this JsonObject document, string name, IEnumerable<string> values) => Put(document, name, List(values));

    /// <summary>Sets a list or an object.</summary>
    internal static JsonObject Put(this JsonObject document, string name, JsonNode value)
    {
        if (value is JsonArray { Count: > 0 } or JsonObject { Count: > 0 })
        {
            document[name] = value;
        }

        return document;
    }

    /// <summary>Sets a list or an object, be it empty.</summary>
    internal static JsonObject PutAlways(this JsonObject document, string name, JsonNode value)
    {
        document[name] = value;
        return document;
    }

    /// <summary>A list of texts.</summary>
    internal static JsonArray List(IEnumerable<string> values) => [.. values.Select(v => (JsonNode?)JsonValue.Create(v))];

    /// <summary>A list of objects.</summary>
    internal static JsonArray List(IEnumerable<JsonObject> values) => [.. values.Select(v => (JsonNode?)v)];

    /// <summary>An object of texts that are written <c>NAME=VALUE</c>; of the same name, the last counts.</summary>
    internal static JsonObject Map(IEnumerable<string> values)
    {
        JsonObject map = [];
        foreach (string value in values)
        {
            int equals = value.IndexOf('=', StringComparison.Ordinal);
            map[equals < 0 ? value : value[..equals]] = equals < 0 ? "" : value[(equals + 1)..];
        }

        return map;
    }
}
