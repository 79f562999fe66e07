using System.Text;

namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>Takes the text of an instruction apart: keyword, flags, and the rest.</summary>
internal static class CommandSplitter
{
    private const string Blanks = "\t\v\f\r ";

    /// <summary>Splits off the keyword and the <c>--name=value</c> words that follow it.</summary>
    /// <returns>The keyword as it is written; the flags without quotes; the rest without white space around it.</returns>
    internal static (string Keyword, IReadOnlyList<string> Flags, string Arguments) Split(string text)
    {
        ReadOnlySpan<char> line = text.AsSpan().Trim();
        int end = line.IndexOfAny(Blanks);
        if (end < 0)
        {
            return (line.ToString(), [], "");
        }

        (IReadOnlyList<string> flags, ReadOnlySpan<char> rest) = TakeFlags(line[end..]);
        return (line[..end].ToString(), flags, rest.Trim().ToString());
    }

    /// <summary>Whether documents may follow an instruction: COPY, ADD and RUN that are no JSON, also as triggers.</summary>
    internal static bool TakesHeredocs(string text)
    {
        (string keyword, _, string rest) = Split(text);
        if (keyword.Equals("ONBUILD", StringComparison.OrdinalIgnoreCase))
        {
            (keyword, _, rest) = Split(rest);
        }

        return keyword.ToUpperInvariant() is "COPY" or "ADD" or "RUN"
            && JsonStrings.Read(rest).Form != JsonStrings.Kind.Strings;
    }

    private static Flags TakeFlags(ReadOnlySpan<char> line)
    {
        List<string> flags = [];
        StringBuilder word = new();
        while (true)
        {
            line = line.TrimStart();
            if (!line.StartsWith("--"))
            {
                return new Flags(flags, line);
            }

            line = line[TakeWord(line, word)..];
            if (word.Length == 2 && word[1] == '-')
            {
                return new Flags(flags, line);
            }

            flags.Add(word.ToString());
        }
    }

    // A word of a shell, with quotes and escapes removed. Here the escape is a backslash, whatever the directive says.
    private static int TakeWord(ReadOnlySpan<char> line, StringBuilder word)
    {
        word.Clear();
        char quote = '\0';
        int i = 0;
        for (; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '\\')
            {
                if (++i < line.Length)
                {
                    word.Append(line[i]);
                }
            }
            else if (quote != '\0')
            {
                if (c == quote)
                {
                    quote = '\0';
                }
                else
                {
                    word.Append(c);
                }
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else if (char.IsWhiteSpace(c))
            {
                break;
            }
            else
            {
                word.Append(c);
            }
        }

        return Math.Min(i, line.Length);
    }

    private readonly ref struct Flags(List<string> words, ReadOnlySpan<char> rest)
    {
        private readonly ReadOnlySpan<char> _rest = rest;

        internal void Deconstruct(out IReadOnlyList<string> flags, out ReadOnlySpan<char> rest)
        {
            flags = words;
            rest = _rest;
        }
    }
}
