using System.Text.Json;

namespace Caisson.Cli.Client;

/// <summary>Reads what engines answer: what is missing, null or of another kind is empty, for engines differ.</summary>
internal static class JsonFields
{
    /// <summary>A value in a document; undefined where a step is missing.</summary>
    internal static JsonElement At(this JsonElement document, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (document.ValueKind != JsonValueKind.Object || !document.TryGetProperty(name, out document))
            {
                return default;
            }
        }

        return document;
    }

    /// <summary>A text.</summary>
    internal static string Text(this JsonElement document, params ReadOnlySpan<string> names)
    {
        JsonElement value = document.At(names);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
    }

    /// <summary>A whole number; null where there is none.</summary>
    internal static long? Number(this JsonElement document, params ReadOnlySpan<string> names)
    {
        JsonElement value = document.At(names);
        return value.ValueKind != JsonValueKind.Number ? null
            : value.TryGetInt64(out long whole) ? whole
            : long.CreateSaturating(value.GetDouble());
    }

    /// <summary>Whether something is so.</summary>
    internal static bool Is(this JsonElement document, params ReadOnlySpan<string> names) =>
        document.At(names).ValueKind == JsonValueKind.True;

    /// <summary>The elements of a list.</summary>
    internal static IEnumerable<JsonElement> Items(this JsonElement document, params ReadOnlySpan<string> names)
    {
        JsonElement value = document.At(names);
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
    }

    /// <summary>The texts of a list.</summary>
    internal static string[] Texts(this JsonElement document, params ReadOnlySpan<string> names) =>
        [.. document.Items(names).Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!)];

    /// <summary>The fields of an object.</summary>
    internal static IEnumerable<JsonProperty> Fields(this JsonElement document, params ReadOnlySpan<string> names)
    {
        JsonElement value = document.At(names);
        return value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : [];
    }
}
