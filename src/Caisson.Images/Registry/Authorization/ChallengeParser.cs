using System.Text;

namespace Caisson.Images.Registry.Authorization;

/// <summary>Reads <c>WWW-Authenticate</c>: any number of challenges in any number of headers (RFC 9110 §11.6.1). What is
/// malformed ends its header; a server cannot make this throw.</summary>
internal ref struct ChallengeParser
{
    // A header as a whole is limited already.
    private const int MaxParameters = 32;

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private ChallengeParser(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The challenges of an answer.</summary>
    internal static IReadOnlyList<Challenge> Parse(HttpResponseMessage response)
    {
        List<Challenge> all = [];
        if (response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var values))
        {
            foreach (string value in values)
            {
                all.AddRange(Parse(value));
            }
        }

        return all;
    }

    /// <summary>The challenges of a header.</summary>
    internal static IReadOnlyList<Challenge> Parse(string header)
    {
        List<Challenge> all = [];
        ChallengeParser parser = new(header);
        while (parser.NextChallenge() is { } challenge)
        {
            all.Add(challenge);
        }

        return all;
    }

    private Challenge? NextChallenge()
    {
        SkipSeparators();
        ReadOnlySpan<char> scheme = Token();
        if (scheme.IsEmpty)
        {
            return null;
        }

        Dictionary<string, string> parameters = new(StringComparer.OrdinalIgnoreCase);
        while (parameters.Count < MaxParameters && NextParameter() is var (name, value))
        {
            // The first one counts, so that nothing that is smuggled in behind it does.
            parameters.TryAdd(name, value);
        }

        return new Challenge(scheme.ToString().ToLowerInvariant(), parameters);
    }

    // A name that no '=' follows is the next challenge's scheme, and is left for it.
    private (string Name, string Value)? NextParameter()
    {
        int start = _at;
        SkipSeparators();
        ReadOnlySpan<char> name = Token();
        SkipSpace();
        if (name.IsEmpty || _at >= _text.Length || _text[_at] != '=')
        {
            _at = start;
            return null;
        }

        _at++;
        SkipSpace();
        string? value = _at < _text.Length && _text[_at] == '"' ? QuotedString() : Token().ToString();
        if (value is null)
        {
            _at = _text.Length;
            return null;
        }

        return (name.ToString(), value);
    }

    // Null where it does not end.
    private string? QuotedString()
    {
        StringBuilder value = new();
        for (_at++; _at < _text.Length; _at++)
        {
            char c = _text[_at];
            if (c == '"')
            {
                _at++;
                return value.ToString();
            }

            if (c == '\\' && _at + 1 < _text.Length)
            {
                _at++;
                c = _text[_at];
            }

            value.Append(c);
        }

        return null;
    }

    private ReadOnlySpan<char> Token()
    {
        int start = _at;
        while (_at < _text.Length && IsTokenChar(_text[_at]))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t')
        {
            _at++;
        }
    }

    private void SkipSeparators()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or ',')
        {
            _at++;
        }
    }

    private static bool IsTokenChar(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~/:".Contains(c);
}
