using System.Globalization;
using System.Net;
using System.Text;

namespace Caisson.Images.Registry.Http;

/// <summary>What a server says, made fit for a line of an error: no control characters, and not too long.</summary>
internal static class PlainText
{
    private const int MaxChars = 300;

    /// <summary>A status as people know it, whatever the server calls it: <c>404 Not Found</c>.</summary>
    internal static string Status(HttpStatusCode status)
    {
        // The message knows RFC 9110's reasons; HttpStatusCode has names of its own.
        using HttpResponseMessage message = new(status);
        return $"{(int)status} {message.ReasonPhrase}".Trim();
    }

    /// <summary>The text in one line.</summary>
    internal static string Line(string text)
    {
        StringBuilder line = new(Math.Min(text.Length, MaxChars));
        foreach (char c in text)
        {
            if (line.Length == MaxChars)
            {
                return line.Append('…').ToString();
            }

            UnicodeCategory kind = char.GetUnicodeCategory(c);
            bool isVisible = kind is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            line.Append(isVisible ? c : ' ');
        }

        return line.ToString().Trim();
    }
}
