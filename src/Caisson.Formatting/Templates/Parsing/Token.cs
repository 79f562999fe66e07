using Caisson.Formatting.Templates.Printing;

namespace Caisson.Formatting.Templates.Parsing;

/// <summary>A piece of a template's text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Position">Where it begins, in characters of the text.</param>
/// <param name="Value">Its text; of an error, what is wrong.</param>
/// <param name="Line">Its line, from 1.</param>
internal readonly record struct Token(TokenKind Kind, int Position, string Value, int Line)
{
    private const int ShownChars = 10;

    /// <summary>As errors show it.</summary>
    public override string ToString() => Kind switch
    {
        TokenKind.End => "EOF",
        TokenKind.Error => Value,
        TokenKind.Keyword => $"<{Value}>",
        _ => Value.Length > ShownChars ? $"{GoQuote.Quoted(Value[..ShownChars])}..." : GoQuote.Quoted(Value),
    };

    internal bool Is(string keyword) => Kind == TokenKind.Keyword && Value == keyword;

    internal bool IsCharacter(char c) => Kind == TokenKind.Character && Value[0] == c;
}
