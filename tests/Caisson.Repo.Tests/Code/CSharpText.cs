namespace Caisson.Repo.Tests.Code;

/// <summary>
/// Tells code from comments and literals, so that a rule about code does not stumble over prose. Not a parser: it
/// knows just enough of C#'s lexical grammar to find where comments and literals begin and end.
/// </summary>
public sealed class CSharpText
{
    private readonly string _text;
    private readonly char[] _code;
    private readonly char[] _comments;
    private int _at;

    private CSharpText(string text)
    {
        _text = text;
        _code = Blank(text);
        _comments = Blank(text);
        LexCode(insideHole: false);
    }

    /// <summary>The text with comments and the contents of literals blanked; every character keeps its place.</summary>
    /// <param name="text">A C# file.</param>
    public static string CodeOf(string text) => new(new CSharpText(text)._code);

    /// <summary>The text with everything but comments blanked; every character keeps its place.</summary>
    /// <param name="text">A C# file.</param>
    public static string CommentsOf(string text) => new(new CSharpText(text)._comments);

    private static char[] Blank(string text)
    {
        var blank = new char[text.Length];
        for (int i = 0; i < blank.Length; i++)
        {
            blank[i] = text[i] == '\n' ? '\n' : ' ';
        }

        return blank;
    }

    private bool Follows(string what) => string.CompareOrdinal(_text, _at, what, 0, what.Length) == 0;

    private void LexCode(bool insideHole)
    {
        int depth = 0;
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (Follows("//") || Follows("/*"))
            {
                LexComment();
            }
            else if (c == '\'')
            {
                LexQuoted('\'', verbatim: false, interpolated: false);
            }
            else if (c is '"' or '@' or '$' && TryLexString())
            {
                // The string has been passed.
            }
            else if (insideHole && c == '}' && depth == 0)
            {
                return;
            }
            else
            {
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                _code[_at] = c;
                _at++;
            }
        }
    }

    private void LexComment()
    {
        bool toLineEnd = Follows("//");
        int end = toLineEnd ? _text.IndexOf('\n', _at) : _text.IndexOf("*/", _at + 2, StringComparison.Ordinal) + 2;
        end = end < _at + 2 ? _text.Length : end;
        _text.CopyTo(_at, _comments, _at, end - _at);
        _at = end;
    }

    private bool TryLexString()
    {
        int quote = _at;
        while (quote < _text.Length && _text[quote] is '@' or '$')
        {
            quote++;
        }

        if (quote >= _text.Length || _text[quote] != '"')
        {
            return false;
        }

        ReadOnlySpan<char> prefix = _text.AsSpan(_at, quote - _at);
        bool verbatim = prefix.Contains('@');
        bool interpolated = prefix.Contains('$');
        _at = quote;
        if (!verbatim && Follows("\"\"\""))
        {
            LexRawString();
        }
        else
        {
            LexQuoted('"', verbatim, interpolated);
        }

        return true;
    }

    private void LexRawString()
    {
        int count = 0;
        while (_at + count < _text.Length && _text[_at + count] == '"')
        {
            count++;
        }

        int end = _text.IndexOf(new string('"', count), _at + count, StringComparison.Ordinal);
        _at = end < 0 ? _text.Length : end + count;
    }

    private void LexQuoted(char quote, bool verbatim, bool interpolated)
    {
        _code[_at] = quote;
        _at++;
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c == '\\' && !verbatim)
            {
                _at += 2;
            }
            else if (interpolated && c == '{' && !Follows("{{"))
            {
                _at++;
                LexCode(insideHole: true);
            }
            else if ((interpolated && Follows("{{")) || (verbatim && Follows("\"\"")))
            {
                _at += 2;
            }
            else
            {
                _at++;
                if (c == quote)
                {
                    _code[_at - 1] = quote;
                    return;
                }
            }
        }
    }
}
