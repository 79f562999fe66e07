using System.Globalization;
using System.Text;

namespace Caisson.Formatting.Templates.Printing;

/// <summary>Texts for other languages; text/template, <c>html</c>, <c>js</c>, <c>urlquery</c>.</summary>
internal static class TextEscapes
{
    internal static string Html(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char c in text)
        {
            escaped.Append(c switch
            {
                '\0' => "\uFFFD",
                '"' => "&#34;",
                '\'' => "&#39;",
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }

    internal static string JavaScript(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char c in text)
        {
            escaped.Append(c switch
            {
                '\\' => "\\\\",
                '\'' => "\\'",
                '"' => "\\\"",
                '<' or '>' or '&' or '=' or < ' ' or '\u2028' or '\u2029' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }

    internal static string UrlQuery(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            char c = (char)b;
            escaped.Append(
                c == ' ' ? "+"
                : char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~' ? c.ToString()
                : string.Create(CultureInfo.InvariantCulture, $"%{b:X2}"));
        }

        return escaped.ToString();
    }
}
