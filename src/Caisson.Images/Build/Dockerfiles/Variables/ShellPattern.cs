using System.Text;

namespace Caisson.Images.Build.Dockerfiles.Variables;

/// <summary>
/// A pattern of <c>${x#…}</c>, <c>${x%…}</c> or <c>${x/…/…}</c>: <c>*</c> is any text and <c>?</c> any character, both
/// within a line. A match takes time in proportion to the value's length times the pattern's, whatever they hold.
/// </summary>
internal sealed class ShellPattern
{
    // Pieces between stars: a pattern without a star is one piece, "*" is two that are empty.
    private readonly List<Token[]> _pieces;
    private readonly int _length;

    private ShellPattern(List<Token[]> pieces)
    {
        _pieces = pieces;
        _length = pieces.Count;
        foreach (Token[] piece in pieces)
        {
            _length += piece.Length;
        }
    }

    /// <summary>Reads a pattern; a backslash takes its meaning from <c>*</c>, <c>?</c>, <c>\</c>, <c>/</c> and <c>}</c>.</summary>
    internal static ShellPattern Parse(string pattern)
    {
        List<Token[]> pieces = [];
        List<Token> piece = [];
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            switch (c)
            {
                case '*':
                    pieces.Add([.. piece]);
                    piece.Clear();
                    break;
                case '?':
                    piece.Add(new Token(default, IsAny: true));
                    break;
                case '\\':
                    char escaped = ++i < pattern.Length ? pattern[i] : '\0';
                    piece.Add(escaped is '*' or '?' or '\\' or '/' or '}'
                        ? new Token(escaped, IsAny: false)
                        : throw new FormatException(
                            $@"invalid pattern ({pattern}) in substitution: invalid escape '\{escaped}'"));
                    break;
                default:
                    piece.Add(new Token(c, IsAny: false));
                    break;
            }
        }

        pieces.Add([.. piece]);
        return new ShellPattern(pieces);
    }

    /// <summary>The steps that a match may take.</summary>
    internal long Cost(int valueLength) => (long)(valueLength + 1) * (_length + 1);

    /// <summary>The value without the shortest or longest text at its start that matches.</summary>
    internal string TrimStart(string value, bool longest)
    {
        int end = Match(value, 0, longest);
        return end < 0 ? value : value[end..];
    }

    /// <summary>The value without the shortest or longest text at its end that matches.</summary>
    internal string TrimEnd(string value, bool longest)
    {
        int end = Reversed().Match(Reverse(value), 0, longest);
        return end < 0 ? value : value[..^end];
    }

    /// <summary>The value with the first match, or all, replaced; matches are as long as possible.</summary>
    internal string Replace(string value, string replacement, bool all, int limit)
    {
        StringBuilder result = new();
        int done = 0;
        int at = 0;
        while (at <= value.Length && result.Length <= limit)
        {
            int end = Match(value, at, longest: true);
            if (end < 0)
            {
                // Where the first piece fits and a later one is nowhere in the line, no later start in the line does better.
                int next = _pieces.Count > 1 && Fits(_pieces[0], value, at) ? value.IndexOf('\n', at) : at;
                at = next < 0 ? value.Length + 1 : next + 1;
                continue;
            }

            result.Append(value, done, at - done).Append(replacement);
            done = end;

            // An empty match takes the next character along, as Go's regexp does.
            at = end > at ? end : at + 1;
            if (!all)
            {
                break;
            }
        }

        return result.Append(value, done, value.Length - done).ToString();
    }

    private static bool Fits(Token[] piece, string value, int at)
    {
        if (value.Length - at < piece.Length)
        {
            return false;
        }

        for (int i = 0; i < piece.Length; i++)
        {
            char c = value[at + i];
            if (piece[i].IsAny ? c == '\n' : c != piece[i].Character)
            {
                return false;
            }
        }

        return true;
    }

    private static string Reverse(string value)
    {
        char[] reversed = value.ToCharArray();
        Array.Reverse(reversed);
        return new string(reversed);
    }

    // Where a match that begins at a place ends; -1 where there is none. Every piece but the last is taken at its first
    // place, which leaves the most room for those after it; so is the last for the shortest match.
    private int Match(string value, int start, bool longest)
    {
        if (!Fits(_pieces[0], value, start))
        {
            return -1;
        }

        int at = start + _pieces[0].Length;
        for (int i = 1; i < _pieces.Count; i++)
        {
            Token[] piece = _pieces[i];
            int place = longest && i == _pieces.Count - 1 ? FindLast(piece, value, at) : FindFirst(piece, value, at);
            if (place < 0)
            {
                return -1;
            }

            at = place + piece.Length;
        }

        return at;
    }

    private static int FindFirst(Token[] piece, string value, int from)
    {
        for (int at = from; at + piece.Length <= value.Length; at++)
        {
            if (Fits(piece, value, at))
            {
                return at;
            }

            if (value[at] == '\n')
            {
                break;
            }
        }

        return -1;
    }

    private static int FindLast(Token[] piece, string value, int from)
    {
        int newline = value.IndexOf('\n', from);
        int last = Math.Min(newline < 0 ? value.Length : newline, value.Length - piece.Length);
        for (int at = last; at >= from; at--)
        {
            if (Fits(piece, value, at))
            {
                return at;
            }
        }

        return -1;
    }

    private ShellPattern Reversed()
    {
        List<Token[]> pieces = [.. _pieces];
        pieces.Reverse();
        for (int i = 0; i < pieces.Count; i++)
        {
            Token[] piece = [.. pieces[i]];
            Array.Reverse(piece);
            pieces[i] = piece;
        }

        return new ShellPattern(pieces);
    }

    private readonly record struct Token(char Character, bool IsAny);
}
