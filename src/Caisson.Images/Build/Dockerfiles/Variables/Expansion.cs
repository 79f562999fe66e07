using System.Text;

namespace Caisson.Images.Build.Dockerfiles.Variables;

/// <summary>The expansion of one word, from left to right; errors are <see cref="FormatException"/>s.</summary>
internal sealed class Expansion(string text, char escape, Func<string, string?> lookup, bool keepsQuotes)
{
    private const char None = '\0';

    private int _position;
    private int _depth;
    private long _steps;

    private bool AtEnd => _position >= text.Length;

    private char Next => text[_position];

    /// <summary>Expands all of it.</summary>
    /// <param name="words">Collects the words that come out, where these are wanted.</param>
    internal string Run(WordList? words) => ReadUntil(None, keepsEscapes: false, words);

    // Reads up to a character outside of quotes, and over it; to the end where there is none to stop at.
    private string ReadUntil(char stop, bool keepsEscapes, WordList? words = null)
    {
        StringBuilder result = new();
        while (!AtEnd)
        {
            char c = Next;
            if (stop != None && c == stop)
            {
                _position++;
                return result.ToString();
            }

            if (c == '$')
            {
                string value = ReadDollar();
                result.Append(value);
                words?.Add(value);
                Count(value.Length, result.Length);
                continue;
            }

            if (!keepsQuotes && c is '\'' or '"')
            {
                string quoted = c == '\'' ? ReadSingleQuoted() : ReadDoubleQuoted(keepsEscapes);
                result.Append(quoted);
                words?.AddQuoted(quoted);
                Count(quoted.Length, result.Length);
                continue;
            }

            _position++;
            Count(1, result.Length);
            if (c != escape)
            {
                result.Append(c);
                words?.Add(c);
                continue;
            }

            if (keepsEscapes)
            {
                result.Append(c);
                words?.AddQuoted(c);
            }

            // An escape at the very end escapes nothing.
            if (!AtEnd)
            {
                result.Append(Next);
                words?.AddQuoted(Next);
                _position++;
            }
        }

        return stop == None
            ? result.ToString()
            : throw new FormatException($"unexpected end of statement while looking for matching {stop}");
    }

    private string ReadSingleQuoted()
    {
        int end = text.IndexOf('\'', _position + 1);
        if (end < 0)
        {
            throw new FormatException("unexpected end of statement while looking for matching single-quote");
        }

        string quoted = text[(_position + 1)..end];
        _position = end + 1;
        return quoted;
    }

    private string ReadDoubleQuoted(bool keepsEscapes)
    {
        _position++;
        StringBuilder result = new();
        while (!AtEnd)
        {
            char c = Next;
            if (c == '"')
            {
                _position++;
                return result.ToString();
            }

            if (c == '$')
            {
                string value = ReadDollar();
                result.Append(value);
                Count(value.Length, result.Length);
                continue;
            }

            _position++;
            Count(1, result.Length);
            if (c == escape)
            {
                if (keepsEscapes)
                {
                    result.Append(c);
                }

                if (AtEnd)
                {
                    break;
                }

                // Within double quotes only these can be escaped; before any other character the escape stands for itself.
                if (Next == '"' || Next == '$' || Next == escape)
                {
                    c = Next;
                    _position++;
                }
            }

            result.Append(c);
        }

        throw new FormatException("unexpected end of statement while looking for matching double-quote");
    }

    private string ReadDollar()
    {
        _position++;
        if (AtEnd || Next != '{')
        {
            string bare = ReadName();
            return bare.Length == 0 ? "$" : lookup(bare) ?? "";
        }

        _position++;
        if (AtEnd)
        {
            throw new FormatException("syntax error: missing '}'");
        }

        if (Next is '{' or '}' or ':')
        {
            throw new FormatException("syntax error: bad substitution");
        }

        if (++_depth > DockerfileLimits.MaxVariableDepth)
        {
            throw TooMuch($"substitutions are nested more than {DockerfileLimits.MaxVariableDepth} levels deep");
        }

        string name = ReadName();
        string value = ReadModifier(name);
        _depth--;
        return value;
    }

    private string ReadModifier(string name)
    {
        if (AtEnd)
        {
            throw new FormatException("syntax error: missing '}'");
        }

        char modifier = text[_position++];
        string shown = modifier.ToString();
        bool emptyIsUnset = modifier == ':';
        if (emptyIsUnset)
        {
            if (AtEnd)
            {
                throw new FormatException("syntax error: missing '}'");
            }

            modifier = text[_position++];
            shown += modifier;
        }

        switch (modifier)
        {
            case '}' when !emptyIsUnset:
                return lookup(name) ?? "";
            case '-' or '+' or '?':
                return Choose(name, modifier, emptyIsUnset, ReadWord('}', keepsEscapes: false));
            case '#' or '%':
                return Trim(lookup(name) ?? "", modifier, ReadWord('}', keepsEscapes: true));
            case '/' when !emptyIsUnset:
                return Replace(name);
            default:
                throw new FormatException($"unsupported modifier ({shown}) in substitution");
        }
    }

    // Whatever goes wrong up to the end of the text, it is the brace or slash that is missing.
    private string ReadWord(char stop, bool keepsEscapes)
    {
        try
        {
            return ReadUntil(stop, keepsEscapes);
        }
        catch (FormatException e) when (AtEnd)
        {
            throw new FormatException(stop == '/' ? "syntax error: missing '/' in ${}" : "syntax error: missing '}'", e);
        }
    }

    private string Choose(string name, char modifier, bool emptyIsUnset, string word)
    {
        string? value = lookup(name);
        bool isSet = value is not null && !(emptyIsUnset && value.Length == 0);
        if (modifier == '?' && !isSet)
        {
            string reason = word.Length > 0 ? word
                : value is null ? "is not allowed to be unset"
                : "is not allowed to be empty";
            throw new FormatException($"{name}: {reason}");
        }

        return modifier == '+'
            ? isSet ? word : ""
            : isSet ? value! : word;
    }

    private string Trim(string value, char modifier, string pattern)
    {
        bool isGreedy = pattern.StartsWith(modifier);
        ShellPattern shape = ShellPattern.Parse(isGreedy ? pattern[1..] : pattern);
        Count(shape.Cost(value.Length), 0);
        return modifier == '#' ? shape.TrimStart(value, isGreedy) : shape.TrimEnd(value, isGreedy);
    }

    private string Replace(string name)
    {
        bool all = !AtEnd && Next == '/';
        _position += all ? 1 : 0;
        ShellPattern pattern = ShellPattern.Parse(ReadWord('/', keepsEscapes: true));
        string replacement = ReadWord('}', keepsEscapes: true);
        string value = lookup(name) ?? "";
        Count(pattern.Cost(value.Length), 0);
        string replaced = pattern.Replace(value, replacement, all, DockerfileLimits.MaxExpandedChars);
        Count(0, replaced.Length);
        return replaced;
    }

    // Letters, digits and underscores; a name that begins with a digit is all digits; special parameters are one character.
    private string ReadName()
    {
        int start = _position;
        if (AtEnd)
        {
            return "";
        }

        if (char.IsDigit(Next))
        {
            while (!AtEnd && char.IsDigit(Next))
            {
                _position++;
            }
        }
        else if (Next is '@' or '*' or '#' or '?' or '-' or '$' or '!')
        {
            _position++;
        }
        else
        {
            while (!AtEnd && (char.IsLetterOrDigit(Next) || Next == '_'))
            {
                _position++;
            }
        }

        return text[start.._position];
    }

    private void Count(long steps, int length)
    {
        _steps += steps;
        if (length > DockerfileLimits.MaxExpandedChars)
        {
            throw TooMuch($"a word expands to more than {DockerfileLimits.MaxExpandedChars} characters");
        }

        if (_steps > DockerfileLimits.MaxExpansionSteps)
        {
            throw TooMuch("a word takes too many steps to expand");
        }
    }

    private static ImageException TooMuch(string message) => new(ImageErrorKind.LimitExceeded, message);
}
