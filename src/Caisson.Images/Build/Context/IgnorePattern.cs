using System.Text;

namespace Caisson.Images.Build.Context;

/// <summary>
/// One pattern of a .dockerignore, as moby's patternmatcher has it: <c>*</c> and <c>?</c> stay within a name, <c>**</c>
/// is any number of directories, <c>[…]</c> is one character, a backslash escapes.
/// </summary>
internal sealed class IgnorePattern
{
    private readonly List<Token> _tokens = [];
    private readonly string _literalStart;
    private readonly string _literalEnd;
    private readonly string? _prefix;
    private readonly string? _suffix;

    /// <summary>Reads a pattern that is clean.</summary>
    /// <exception cref="FormatException">A set of characters in it is not closed, or it ends with a backslash.</exception>
    internal IgnorePattern(string pattern, bool isException)
    {
        if (!PathPattern.IsValid(pattern))
        {
            throw new FormatException("syntax error in pattern");
        }

        Text = pattern;
        IsException = isException;
        bool hasWildcards = Read(pattern);

        _literalStart = string.Concat(_tokens.TakeWhile(t => t.Kind == Kind.Literal).Select(t => t.Character));
        _literalEnd = string.Concat(Enumerable.Reverse(_tokens).TakeWhile(t => t.Kind == Kind.Literal).Select(t => t.Character).Reverse());

        // Two shapes mean more than their stars say: **x is everything that ends with x, within a name too.
        if (!hasWildcards && pattern.StartsWith("**", StringComparison.Ordinal))
        {
            _suffix = pattern[2..];
        }
        else if (!hasWildcards && pattern.EndsWith("**", StringComparison.Ordinal))
        {
            _prefix = pattern[..^2];
        }
    }

    /// <summary>The pattern.</summary>
    internal string Text { get; }

    /// <summary>Whether what matches is let in again.</summary>
    internal bool IsException { get; }

    /// <summary>Whether a path matches. Takes time in proportion to the product of the lengths.</summary>
    internal bool Matches(string path)
    {
        if (_prefix is not null)
        {
            return path.StartsWith(_prefix, StringComparison.Ordinal);
        }

        if (_suffix is not null)
        {
            return path.EndsWith(_suffix, StringComparison.Ordinal)
                || (_suffix.StartsWith('/') && path.AsSpan().SequenceEqual(_suffix.AsSpan(1)));
        }

        // Most patterns are told apart from most paths by what they begin or end with.
        return path.StartsWith(_literalStart, StringComparison.Ordinal)
            && path.EndsWith(_literalEnd, StringComparison.Ordinal)
            && Simulate(path);
    }

    // Whether there is anything but one ** at an end of literal text.
    private bool Read(string pattern)
    {
        int wildcards = 0;
        bool hasInnerStars = false;
        for (int i = 0; i < pattern.Length;)
        {
            switch (pattern[i])
            {
                case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                    bool isFirst = i == 0;
                    i += 2;
                    i += i < pattern.Length && pattern[i] == '/' ? 1 : 0;
                    bool isLast = i == pattern.Length;
                    _tokens.Add(new Token(isLast ? Kind.Anything : Kind.Directories));
                    wildcards++;
                    hasInnerStars |= !isFirst && !isLast;
                    break;
                case '*':
                    _tokens.Add(new Token(Kind.Star));
                    hasInnerStars = true;
                    i++;
                    break;
                case '?':
                    _tokens.Add(new Token(Kind.One));
                    hasInnerStars = true;
                    i++;
                    break;
                case '[':
                    CharacterClass.TryRead(pattern, ref i, out CharacterClass? set);
                    _tokens.Add(new Token(Kind.Set, Set: set));
                    hasInnerStars = true;
                    break;
                default:
                    hasInnerStars |= pattern[i] == '\\';
                    i += pattern[i] == '\\' ? 1 : 0;
                    Rune literal = Rune.TryGetRuneAt(pattern, i, out Rune rune) ? rune : Rune.ReplacementChar;
                    _tokens.Add(new Token(Kind.Literal, literal));
                    i += literal.Utf16SequenceLength;
                    break;
            }
        }

        return hasInnerStars || wildcards > 1;
    }

    // All places in the pattern at once, character by character: there is nothing to go back to.
    private bool Simulate(string path)
    {
        int count = _tokens.Count;
        bool[] at = new bool[count + 1];
        bool[] within = new bool[count + 1];
        bool[] nextAt = new bool[count + 1];
        bool[] nextWithin = new bool[count + 1];
        at[0] = true;
        SkipOptional(at);
        foreach (Rune c in path.EnumerateRunes())
        {
            bool any = false;
            for (int i = 0; i < count; i++)
            {
                Token token = _tokens[i];
                if (within[i] || (at[i] && token.Kind == Kind.Directories))
                {
                    nextWithin[i] = any = true;
                    nextAt[i + 1] |= c.Value == '/';
                }
                else if (at[i] && token.Accepts(c))
                {
                    nextAt[token.Kind is Kind.Star or Kind.Anything ? i : i + 1] = any = true;
                }
            }

            if (!any)
            {
                return false;
            }

            SkipOptional(nextAt);
            (at, nextAt) = (nextAt, at);
            (within, nextWithin) = (nextWithin, within);
            Array.Clear(nextAt);
            Array.Clear(nextWithin);
        }

        return at[count];
    }

    private void SkipOptional(bool[] at)
    {
        for (int i = 0; i < _tokens.Count; i++)
        {
            at[i + 1] |= at[i] && (_tokens[i].Kind is Kind.Star or Kind.Directories or Kind.Anything);
        }
    }

    private enum Kind
    {
        Literal,
        One,
        Set,
        Star,
        Directories,
        Anything,
    }

    private readonly record struct Token(Kind Kind, Rune Character = default, CharacterClass? Set = null)
    {
        internal bool Accepts(Rune c) => Kind switch
        {
            Kind.Literal => c == Character,
            Kind.One or Kind.Star => c.Value != '/',
            Kind.Set => Set!.Contains(c),
            _ => true,
        };
    }
}
