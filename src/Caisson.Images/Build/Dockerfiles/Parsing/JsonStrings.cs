using System.Text;
using System.Text.Json;

namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>The exec form: a JSON array of strings. What is not JSON is the shell form, without an error.</summary>
internal readonly record struct JsonStrings(JsonStrings.Kind Form, IReadOnlyList<string> Values)
{
    /// <summary>What a text is.</summary>
    internal enum Kind
    {
        /// <summary>No JSON array.</summary>
        None,

        /// <summary>An array of strings.</summary>
        Strings,

        /// <summary>An array with something else in it, which Docker refuses.</summary>
        Mixed,
    }

    /// <summary>Reads a text that may be an array.</summary>
    internal static JsonStrings Read(string text)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().TrimStart();
        return trimmed.StartsWith("[") ? ReadArray(trimmed) : new JsonStrings(Kind.None, []);
    }

    private static JsonStrings ReadArray(ReadOnlySpan<char> text)
    {
        byte[] utf8 = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        Utf8JsonReader json = new(utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, utf8)));
        List<string> values = [];
        bool isMixed = false;
        try
        {
            json.Read();
            while (json.Read() && !(json.TokenType == JsonTokenType.EndArray && json.CurrentDepth == 0))
            {
                if (json.TokenType != JsonTokenType.String)
                {
                    isMixed = true;
                }
                else if (json.CurrentDepth == 1)
                {
                    values.Add(json.GetString()!);
                }
            }

            // What follows the array makes the text no JSON; the reader raises it.
            json.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new JsonStrings(Kind.None, []);
        }

        return isMixed ? new JsonStrings(Kind.Mixed, []) : new JsonStrings(Kind.Strings, values);
    }
}
