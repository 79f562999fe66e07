using System.Globalization;
using System.Text;

namespace Caisson.Images.Archives.Layouts;

/// <summary>JSON as Go's encoder writes it: without spaces, and with what could end a script escaped. Ids of images are
/// digests of such documents.</summary>
internal static class GoJson
{
    /// <summary>A document that is well-formed already, as Go would write it.</summary>
    internal static string Compact(string json)
    {
        var text = new StringBuilder(json.Length);
        bool isString = false;
        for (int i = 0; i < json.Length; i++)
        {
            char c = json[i];
            if (!isString && c is (' ' or '\t' or '\r' or '\n'))
            {
                continue;
            }

            if (c == '"')
            {
                isString = !isString;
            }
            else if (isString && c == '\\')
            {
                text.Append(c);
                c = json[++i];
            }

            Append(text, c);
        }

        return text.ToString();
    }

    /// <summary>A string with its quotes.</summary>
    internal static string Quote(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"' or '\\': text.Append('\\').Append(c); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case < ' ': AppendEscaped(text, c); break;
                default: Append(text, c); break;
            }
        }

        return text.Append('"').ToString();
    }

    private static void Append(StringBuilder text, char c)
    {
        if (c is '<' or '>' or '&' or '\u2028' or '\u2029')
        {
            AppendEscaped(text, c);
        }
        else
        {
            text.Append(c);
        }
    }

    private static void AppendEscaped(StringBuilder text, char c) =>
        text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
}
