using System.Text;
using System.Text.Json;

namespace Caisson.Oci.RuntimeSpec.Json;

/// <summary>Finds the path of a place in a document, <c>linux.namespaces[2].type</c>, once an error needs it.</summary>
internal static class JsonPath
{
    /// <summary>The path of the value whose token begins, or the object or array that ends, at an offset.</summary>
    /// <param name="utf8">The document, well-formed up to the offset.</param>
    /// <param name="offset">Where the token begins, in bytes.</param>
    internal static string At(ReadOnlySpan<byte> utf8, long offset)
    {
        // For each level that is open: the name of the property at hand, or how many items of the array are behind.
        List<(string? Name, int Index)> levels = [];
        Utf8JsonReader json = new(utf8);
        while (json.Read())
        {
            bool ends = json.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
            if (ends)
            {
                levels.RemoveAt(levels.Count - 1);
            }
            else if (json.TokenType == JsonTokenType.PropertyName)
            {
                levels[^1] = (Name(ref json), 0);
            }

            if (json.TokenStartIndex >= offset)
            {
                break;
            }

            if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                levels.Add((json.TokenType == JsonTokenType.StartObject ? "" : null, 0));
            }
            else if (json.TokenType != JsonTokenType.PropertyName && levels.Count > 0 && levels[^1].Name is null)
            {
                levels[^1] = (null, levels[^1].Index + 1);
            }
        }

        return Render(levels);
    }

    /// <summary>The path of a property of the object at a path.</summary>
    internal static string Join(string path, string property) => path.Length == 0 ? property : $"{path}.{property}";

    /// <summary>The path of an entry of the map at a path.</summary>
    internal static string Entry(string path, string key) =>
        IsPlain(key) ? Join(path, key) : $"{path}[{Quoted.Text(key)}]";

    private static string Render(List<(string? Name, int Index)> levels)
    {
        string path = "";
        foreach ((string? name, int index) in levels)
        {
            path = name is null
                ? $"{path}[{index}]"
                : Entry(path, name);
        }

        return path;
    }

    private static string Name(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(json.ValueSpan);
        }
    }

    private static bool IsPlain(string key)
    {
        foreach (char c in key)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-'))
            {
                return false;
            }
        }

        return key.Length is > 0 and <= 64;
    }
}
