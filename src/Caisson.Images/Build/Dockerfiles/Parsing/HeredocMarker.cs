using System.Text;

namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>A word <c>&lt;&lt;NAME</c>, <c>&lt;&lt;-NAME</c> or <c>3&lt;&lt;"NAME"</c> of a line.</summary>
/// <param name="Name">The word that ends the document, without quotes.</param>
/// <param name="Expands">Whether no part of it was quoted.</param>
/// <param name="StripsTabs">Whether leading tabs are stripped.</param>
internal sealed record HeredocMarker(string Name, bool Expands, bool StripsTabs)
{
    /// <summary>All markers of a line; none where a quote in it is not closed.</summary>
    internal static List<HeredocMarker> Find(string line)
    {
        List<HeredocMarker> markers = [];
        if (SplitRaw(line) is { } words)
        {
            foreach (string word in words)
            {
                if (TryParse(word) is { } marker)
                {
                    markers.Add(marker);
                }
            }
        }

        return markers;
    }

    /// <summary>Reads one word; null where it is no marker.</summary>
    internal static HeredocMarker? TryParse(string word)
    {
        int start = 0;
        while (start < word.Length && char.IsAsciiDigit(word[start]))
        {
            start++;
        }

        if (!word.AsSpan(start).StartsWith("<<"))
        {
            return null;
        }

        bool stripsTabs = start + 2 < word.Length && word[start + 2] == '-';
        ReadOnlySpan<char> rest = word.AsSpan(start + (stripsTabs ? 3 : 2)).TrimStart();
        return rest.IsEmpty || rest.Contains('<') ? null : Unquote(rest, stripsTabs);
    }

    private static HeredocMarker? Unquote(ReadOnlySpan<char> rest, bool stripsTabs)
    {
        StringBuilder name = new();
        char quote = '\0';
        bool expands = true;
        for (int i = 0; i < rest.Length; i++)
        {
            char c = rest[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                return null;
            }

            if (c == '\\' && quote != '\'')
            {
                bool isEscape = quote == '\0' || (i + 1 < rest.Length && rest[i + 1] is '"' or '$' or '\\');
                if (!isEscape)
                {
                    name.Append(c);
                }
                else if (++i < rest.Length)
                {
                    name.Append(rest[i]);
                }
            }
            else if (quote != '\0' && c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && c is '\'' or '"')
            {
                quote = c;
                expands = false;
            }
            else
            {
                name.Append(c);
            }
        }

        return quote != '\0' || name.Length == 0 ? null : new HeredocMarker(name.ToString(), expands, stripsTabs);
    }

    // Words with their quotes and escapes; white space after << belongs to the word that it begins.
    private static List<string>? SplitRaw(string line)
    {
        List<string> words = [];
        StringBuilder word = new();
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '\\' && quote != '\'')
            {
                word.Append(c);
                if (i + 1 < line.Length)
                {
                    word.Append(line[++i]);
                }

                continue;
            }

            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else if (char.IsWhiteSpace(c))
            {
                if (word.Length > 0)
                {
                    words.Add(word.ToString());
                    word.Clear();
                }

                continue;
            }
            else if (c == '<' && i + 1 < line.Length && line[i + 1] == '<')
            {
                word.Append("<<");
                i++;
                while (i + 1 < line.Length && char.IsWhiteSpace(line[i + 1]))
                {
                    word.Append(line[++i]);
                }

                continue;
            }

            word.Append(c);
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return quote == '\0' ? words : null;
    }
}
