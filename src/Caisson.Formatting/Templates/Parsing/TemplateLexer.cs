using System.Globalization;
using Caisson.Formatting.Templates.Printing;

namespace Caisson.Formatting.Templates.Parsing;

/// <summary>Cuts a template's text into tokens; the lexical rules are those of Go's package text/template/parse.</summary>
internal sealed class TemplateLexer
{
    private const string LeftDelimiter = "{{";
    private const string RightDelimiter = "}}";
    private const string LeftComment = "/*";
    private const string RightComment = "*/";
    private const int TrimMarkerChars = 2;
    private const char End = '\0';

    private static readonly string[] Keywords =
        ["block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with"];

    private readonly List<Token> _tokens = [];
    private readonly string _text;
    private int _position;
    private int _start;
    private int _line = 1;
    private int _startLine = 1;
    private int _parentheses;

    private TemplateLexer(string text) => _text = text;

    /// <summary>Cuts a text. The last token is the end or an error.</summary>
    internal static List<Token> Cut(string text)
    {
        TemplateLexer lexer = new(text);
        while (lexer.Outside() && lexer.Inside())
        {
        }

        return lexer._tokens;
    }

    private bool AtEnd => _position >= _text.Length;

    private char Current => AtEnd ? End : _text[_position];

    // Up to and with the next delimiter. False at the end.
    private bool Outside()
    {
        int delimiter = _text.IndexOf(LeftDelimiter, _position, StringComparison.Ordinal);
        int end = delimiter < 0 ? _text.Length : delimiter;
        bool trims = delimiter >= 0 && HasLeftTrim(delimiter + LeftDelimiter.Length);
        int last = end;
        while (trims && last > _position && IsSpace(_text[last - 1]))
        {
            last--;
        }

        if (last > _position)
        {
            _position = last;
            Emit(TokenKind.Text);
        }

        SkipTo(end);
        if (delimiter < 0)
        {
            Emit(TokenKind.End);
            return false;
        }

        int afterMarker = delimiter + LeftDelimiter.Length + (trims ? TrimMarkerChars : 0);
        if (At(afterMarker, LeftComment))
        {
            return Comment(afterMarker) && Outside();
        }

        _position += LeftDelimiter.Length;
        Emit(TokenKind.LeftDelimiter);
        SkipTo(afterMarker);
        _parentheses = 0;
        return true;
    }

    private bool Comment(int start)
    {
        int end = _text.IndexOf(RightComment, start, StringComparison.Ordinal);
        if (end < 0)
        {
            return Fail("unclosed comment");
        }

        _position = end + RightComment.Length;
        (bool isDelimiter, bool trims) = AtRightDelimiter();
        if (!isDelimiter)
        {
            return Fail("comment ends before closing delimiter");
        }

        SkipTo(_position + (trims ? TrimMarkerChars : 0) + RightDelimiter.Length);
        SkipSpace(trims);
        return true;
    }

    // The rest of an action, with its closing delimiter. False after an error.
    private bool Inside()
    {
        while (true)
        {
            (bool isDelimiter, bool trims) = AtRightDelimiter();
            if (isDelimiter)
            {
                if (_parentheses > 0)
                {
                    return Fail("unclosed left paren");
                }

                SkipTo(_position + (trims ? TrimMarkerChars : 0));
                _position += RightDelimiter.Length;
                Emit(TokenKind.RightDelimiter);
                SkipSpace(trims);
                return true;
            }

            if (AtEnd)
            {
                return Fail("unclosed action");
            }

            if (!One())
            {
                return false;
            }
        }
    }

    private bool One()
    {
        char c = _text[_position++];
        switch (c)
        {
            case ' ' or '\t' or '\r' or '\n':
                return Space();
            case '=':
                return Emit(TokenKind.Assign);
            case ':':
                if (Current != '=')
                {
                    return Fail("expected :=");
                }

                _position++;
                return Emit(TokenKind.Declare);
            case '|':
                return Emit(TokenKind.Pipe);
            case '"':
                return Quoted('"', TokenKind.Quoted, "unterminated quoted string");
            case '`':
                return RawQuoted();
            case '\'':
                return Quoted('\'', TokenKind.CharacterConstant, "unterminated character constant");
            case '$':
                return AtTerminator() ? Emit(TokenKind.Variable) : Name(TokenKind.Variable);
            case '.' when !char.IsAsciiDigit(Current):
                return AtTerminator() ? Emit(TokenKind.Dot) : Name(TokenKind.Field);
            case '.' or '+' or '-' or (>= '0' and <= '9'):
                _position--;
                return Number();
            case '(':
                _parentheses++;
                return Emit(TokenKind.LeftParenthesis);
            case ')':
                _parentheses--;
                return _parentheses < 0 ? Fail("unexpected right paren") : Emit(TokenKind.RightParenthesis);
            default:
                return IsAlphanumeric(c) ? Name(TokenKind.Identifier)
                    : c is > ' ' and <= '~' ? Emit(TokenKind.Character)
                    : Fail($"unrecognized character in action: {Shown(c)}");
        }
    }

    private bool Space()
    {
        // The last space may belong to the marker that trims what follows the action.
        while (IsSpace(Current) && !AtRightDelimiter().IsDelimiter)
        {
            _position++;
        }

        return Emit(TokenKind.Space);
    }

    private bool Quoted(char quote, TokenKind kind, string error)
    {
        while (true)
        {
            char c = Current;
            if (AtEnd || c == '\n')
            {
                return Fail(error);
            }

            _position++;
            if (c == quote)
            {
                return Emit(kind);
            }

            if (c == '\\' && !AtEnd && Current != '\n')
            {
                _position++;
            }
        }
    }

    private bool RawQuoted()
    {
        int end = _text.IndexOf('`', _position);
        if (end < 0)
        {
            return Fail("unterminated raw quoted string");
        }

        _position = end + 1;
        return Emit(TokenKind.RawQuoted);
    }

    private bool Name(TokenKind kind)
    {
        while (!AtEnd && IsAlphanumeric(Current))
        {
            _position++;
        }

        if (!AtTerminator())
        {
            return Fail($"bad character {Shown(Current)}");
        }

        string name = _text[_start.._position];
        return Emit(
            kind != TokenKind.Identifier ? kind
            : name is "true" or "false" ? TokenKind.Boolean
            : Keywords.Contains(name) ? TokenKind.Keyword
            : TokenKind.Identifier);
    }

    private bool Number()
    {
        Accept("+-");
        string digits = "0123456789_";
        if (Accept("0"))
        {
            digits = Accept("xX") ? "0123456789abcdefABCDEF_" : Accept("oO") ? "01234567_" : Accept("bB") ? "01_" : digits;
        }

        AcceptRun(digits);
        if (Accept("."))
        {
            AcceptRun(digits);
        }

        bool isHexadecimal = digits.Contains('a', StringComparison.Ordinal);
        if (digits.Contains('9', StringComparison.Ordinal) && Accept(isHexadecimal ? "pP" : "eE"))
        {
            Accept("+-");
            AcceptRun("0123456789_");
        }

        // Go has imaginary numbers, for which there is no use here.
        if (IsAlphanumeric(Current))
        {
            _position++;
            return Fail($"bad number syntax: {GoQuote.Quoted(_text[_start.._position])}");
        }

        return Emit(TokenKind.Number);
    }

    private bool Accept(string characters)
    {
        bool accepted = !AtEnd && characters.Contains(Current, StringComparison.Ordinal);
        _position += accepted ? 1 : 0;
        return accepted;
    }

    private void AcceptRun(string characters)
    {
        while (Accept(characters))
        {
        }
    }

    private bool HasLeftTrim(int at) => at + 1 < _text.Length && _text[at] == '-' && IsSpace(_text[at + 1]);

    private (bool IsDelimiter, bool Trims) AtRightDelimiter() =>
        IsSpace(Current) && At(_position + 1, "-" + RightDelimiter) ? (true, true) : (At(_position, RightDelimiter), false);

    private bool AtTerminator() =>
        AtEnd || IsSpace(Current) || Current is '.' or ',' or '|' or ':' or ')' or '(' || At(_position, RightDelimiter);

    private bool At(int position, string text) =>
        position <= _text.Length && _text.AsSpan(position).StartsWith(text, StringComparison.Ordinal);

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static bool IsAlphanumeric(char c) => c == '_' || char.IsLetterOrDigit(c);

    private static string Shown(char c) =>
        string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4}") + (char.IsControl(c) ? "" : $" '{c}'");

    private void SkipSpace(bool trims)
    {
        int end = _position;
        while (trims && end < _text.Length && IsSpace(_text[end]))
        {
            end++;
        }

        SkipTo(end);
    }

    private void SkipTo(int position)
    {
        _position = position;
        _line += _text.AsSpan(_start, position - _start).Count('\n');
        _start = position;
        _startLine = _line;
    }

    private bool Emit(TokenKind kind)
    {
        string value = _text[_start.._position];
        _tokens.Add(new Token(kind, _start, value, _startLine));
        SkipTo(_position);
        return true;
    }

    private bool Fail(string message)
    {
        _tokens.Add(new Token(TokenKind.Error, _start, message, _startLine));
        return false;
    }
}
