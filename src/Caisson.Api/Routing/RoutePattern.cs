namespace Caisson.Api.Routing;

/// <summary>
/// The path of a route: literal parts, <c>{name}</c> for one part, and at most one <c>{name:.*}</c> for any number of
/// parts, but at least one (the names of images have slashes).
/// </summary>
internal sealed class RoutePattern
{
    private const string RestSuffix = ":.*";

    // More than a pattern has parts.
    private const int AnyNumberOfParts = 100;

    private readonly Part[] _parts;
    private readonly int _rest;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    internal RoutePattern(string pattern)
    {
        if (!pattern.StartsWith('/'))
        {
            throw new ArgumentException($"the pattern {pattern} does not begin with a slash", nameof(pattern));
        }

        Text = pattern;
        _parts = [.. pattern[1..].Split('/').Select(Part.Parse)];
        _rest = Array.FindIndex(_parts, p => p.IsRest);
        if (_parts.Count(p => p.IsRest) > 1)
        {
            throw new ArgumentException($"the pattern {pattern} has two open ends", nameof(pattern));
        }
    }

    /// <summary>As it was written.</summary>
    internal string Text { get; }

    /// <summary>How much it leaves open; where several patterns match, the one that leaves the least is meant.</summary>
    internal int Openness => (_rest < 0 ? 0 : AnyNumberOfParts) + (_parts.Count(p => p.Name is not null) * 2) - _parts.Length;

    /// <summary>Whether a path matches.</summary>
    /// <param name="path">The parts of the path, unescaped.</param>
    /// <param name="values">What the variable parts are.</param>
    internal bool TryMatch(ReadOnlySpan<string> path, out KeyValuePair<string, string>[] values)
    {
        values = [];
        if (_rest < 0 ? path.Length != _parts.Length : path.Length < _parts.Length)
        {
            return false;
        }

        List<KeyValuePair<string, string>> found = [];
        int extra = path.Length - _parts.Length;
        int at = 0;
        for (int i = 0; i < _parts.Length; i++)
        {
            Part part = _parts[i];
            int length = i == _rest ? extra + 1 : 1;
            string value = length == 1 ? path[at] : string.Join('/', path.Slice(at, length)!);
            at += length;
            if (part.Name is null ? value != part.Literal : value.Length == 0)
            {
                return false;
            }

            if (part.Name is not null)
            {
                found.Add(new KeyValuePair<string, string>(part.Name, value));
            }
        }

        values = [.. found];
        return true;
    }

    private readonly record struct Part(string Literal, string? Name, bool IsRest)
    {
        internal static Part Parse(string text)
        {
            if (!text.StartsWith('{') || !text.EndsWith('}'))
            {
                return new Part(text, null, false);
            }

            string name = text[1..^1];
            return name.EndsWith(RestSuffix, StringComparison.Ordinal)
                ? new Part("", name[..^RestSuffix.Length], true)
                : new Part("", name, false);
        }
    }
}
