namespace Caisson.Formatting.Templates.Parsing;

/// <summary>A place in a list of tokens, whose last is the end or an error and stays when it is reached.</summary>
internal sealed class TokenCursor(List<Token> tokens)
{
    private int _index;

    /// <summary>The place, for <see cref="ReturnTo"/>.</summary>
    internal int Mark => _index;

    /// <summary>The line of the token that was taken last, from 1.</summary>
    internal int Line => tokens[Math.Max(_index - 1, 0)].Line;

    internal Token Peek() => tokens[Math.Min(_index, tokens.Count - 1)];

    internal Token Next()
    {
        Token token = Peek();
        _index = Math.Min(_index + 1, tokens.Count);
        return token;
    }

    /// <summary>Passes over white space, and shows what comes then.</summary>
    internal Token PeekNonSpace()
    {
        while (Peek().Kind == TokenKind.Space)
        {
            _index++;
        }

        return Peek();
    }

    internal Token NextNonSpace()
    {
        PeekNonSpace();
        return Next();
    }

    /// <summary>Gives the token that was taken last back.</summary>
    internal void Back() => _index--;

    internal void ReturnTo(int mark) => _index = mark;
}
