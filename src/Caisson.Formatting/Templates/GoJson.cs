using System.Globalization;
using System.Text;
using Caisson.Formatting.Templates.Printing;

namespace Caisson.Formatting.Templates;

/// <summary>Values as JSON, as Go's encoding/json writes them.</summary>
public static class GoJson
{
    /// <summary>Writes a value in one line.</summary>
    /// <param name="value">See <see cref="Template.Render(object?)"/>.</param>
    /// <param name="escapesHtml">Whether <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c> are escaped.</param>
    public static string Write(object? value, bool escapesHtml = false)
    {
        StringBuilder output = new();
        new Writer(output, null).Append(value, escapesHtml, 0);
        return output.ToString();
    }

    /// <summary>Writes a value for people, with four spaces for each level, as <c>docker inspect</c> does.</summary>
    /// <param name="value">See <see cref="Template.Render(object?)"/>.</param>
    public static string WriteIndented(object? value)
    {
        StringBuilder output = new();
        new Writer(output, "    ").Append(value, escapesHtml: false, 0);
        return output.ToString();
    }

    private sealed class Writer(StringBuilder output, string? indent)
    {
        internal void Append(object? value, bool escapesHtml, int depth)
        {
            switch (value)
            {
                case null or TemplateNothing:
                    output.Append("null");
                    break;
                case bool boolean:
                    output.Append(boolean ? "true" : "false");
                    break;
                case long whole:
                    output.Append(whole.ToString(CultureInfo.InvariantCulture));
                    break;
                case double number:
                    output.Append(double.IsFinite(number) ? GoNumber.Json(number) : "null");
                    break;
                case string text:
                    Append(text, escapesHtml);
                    break;
                case IReadOnlyList<object?> list:
                    Append('[', ']', list, depth, element => Append(element, escapesHtml, depth + 1));
                    break;
                case TemplateMap map:
                    Append('{', '}', map, depth, entry => AppendField(entry.Key, entry.Value, escapesHtml, depth));
                    break;
                case TemplateRecord record:
                    bool escapes = escapesHtml || record.EscapesHtml;
                    Append('{', '}', record.Names.Where(record.IsWritten), depth, name =>
                    {
                        record.TryGet(name, out object? field);
                        AppendField(name, field, escapes, depth);
                    });
                    break;
                default:
                    throw new ArgumentException($"a {value.GetType().Name} is no value of a template", nameof(value));
            }
        }

        private void AppendField(string name, object? value, bool escapesHtml, int depth)
        {
            Append(name, escapesHtml);
            output.Append(indent is null ? ":" : ": ");
            Append(value, escapesHtml, depth + 1);
        }

        private void Append<T>(char open, char close, IEnumerable<T> parts, int depth, Action<T> append)
        {
            output.Append(open);
            bool isFirst = true;
            foreach (T part in parts)
            {
                output.Append(isFirst ? "" : ",");
                NewLine(depth + 1);
                append(part);
                isFirst = false;
            }

            if (!isFirst)
            {
                NewLine(depth);
            }

            output.Append(close);
        }

        private void NewLine(int depth)
        {
            if (indent is not null)
            {
                output.Append('\n').Insert(output.Length, indent, depth);
            }
        }

        private void Append(string text, bool escapesHtml)
        {
            output.Append('"');
            foreach (Rune rune in text.EnumerateRunes())
            {
                output.Append(rune.Value switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\b' => "\\b",
                    '\f' => "\\f",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    < ' ' or 0x2028 or 0x2029 => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                    '<' or '>' or '&' when escapesHtml => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                    _ => rune.ToString(),
                });
            }

            output.Append('"');
        }
    }
}
