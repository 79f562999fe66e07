using System.Text;
using Caisson.Images.Build.Dockerfiles.Parsing;

namespace Caisson.Images.Build.Context;

/// <summary>
/// A .dockerignore: which paths of a folder do not belong to the build context. The last pattern that matches a path, or
/// a directory above it, decides.
/// </summary>
/// <remarks>Spec: Docker's manual, "Build context", ".dockerignore files". Thread: any, once made.</remarks>
public sealed class IgnoreRules
{
    /// <summary>Bytes of a .dockerignore that are read.</summary>
    public const int MaxBytes = 1 << 20;

    private const int MaxPatterns = 20_000;

    // No path is longer (PATH_MAX).
    private const int MaxPatternChars = 4096;

    private readonly List<IgnorePattern> _patterns = [];
    private readonly string[]? _only;

    private IgnoreRules()
    {
    }

    private IgnoreRules(IgnoreRules rules, string[] only)
    {
        _patterns = rules._patterns;
        HasExceptions = rules.HasExceptions;
        _only = only;
    }

    /// <summary>Rules that leave nothing out.</summary>
    public static IgnoreRules None { get; } = new();

    /// <summary>Whether nothing is left out.</summary>
    public bool IsEmpty => _patterns.Count == 0;

    /// <summary>Whether something can be let in again below a directory that is left out.</summary>
    public bool HasExceptions { get; private set; }

    /// <summary>Reads a file.</summary>
    /// <param name="utf8">Its bytes.</param>
    /// <param name="name">What to call it in an error.</param>
    /// <exception cref="ImageException">A pattern is malformed, or there is too much of it.</exception>
    public static IgnoreRules Parse(ReadOnlySpan<byte> utf8, string name)
    {
        if (utf8.Length > MaxBytes)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded, $"{name} has {utf8.Length} bytes, more than the {MaxBytes} that are read");
        }

        IgnoreRules rules = new();
        int number = 0;
        foreach (string line in Encoding.UTF8.GetString(utf8).TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            if (line.StartsWith('#') || line.AsSpan().Trim().IsEmpty)
            {
                continue;
            }

            if (rules._patterns.Count == MaxPatterns)
            {
                throw new ImageException(ImageErrorKind.LimitExceeded, $"{name} has more than {MaxPatterns} patterns");
            }

            rules.Add(line.Trim(), name, number);
        }

        return rules;
    }

    /// <summary>Whether a path is left out by its own or by a directory above it.</summary>
    /// <param name="path">A clean path, relative to the context.</param>
    public bool Ignores(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (IsEmpty || path == ".")
        {
            return false;
        }

        IgnoreState state = Root();
        for (int slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            state = Enter(state, path[..slash]);
        }

        return Enter(state, path).IsIgnored;
    }

    /// <summary>The same rules, which count for some paths alone.</summary>
    internal IgnoreRules RestrictedTo(string[] paths) => new(this, paths);

    /// <summary>Rules of patterns that are given one by one, as by <c>--exclude</c>.</summary>
    /// <exception cref="ImageException">A pattern is malformed.</exception>
    internal static IgnoreRules Of(IReadOnlyList<string> patterns, string name)
    {
        IgnoreRules rules = new();
        for (int i = 0; i < patterns.Count; i++)
        {
            if (patterns[i].Trim() is { Length: > 0 } pattern)
            {
                rules.Add(pattern, name, i + 1);
            }
        }

        return rules;
    }

    /// <summary>The state of a walk at the context's own folder.</summary>
    internal IgnoreState Root() => new(false, new bool[_patterns.Count]);

    /// <summary>The state of a walk at an entry of a directory.</summary>
    /// <param name="parent">The directory's state.</param>
    /// <param name="path">The entry's clean path.</param>
    internal IgnoreState Enter(IgnoreState parent, string path)
    {
        bool[] matches = new bool[_patterns.Count];
        bool isIgnored = false;
        for (int i = 0; i < matches.Length; i++)
        {
            IgnorePattern pattern = _patterns[i];

            // What could not change the outcome is not tried, but what held for the directory holds for all below it.
            matches[i] = parent.Matches[i] || (pattern.IsException == isIgnored && pattern.Matches(path));
            if (matches[i])
            {
                isIgnored = !pattern.IsException;
            }
        }

        return new IgnoreState(isIgnored && (_only is null || Array.IndexOf(_only, path) >= 0), matches);
    }

    private void Add(string line, string name, int number)
    {
        bool isException = line[0] == '!';
        string pattern = isException ? line[1..].Trim() : line;
        if (pattern.Length == 0)
        {
            throw Malformed(name, number, "illegal exclusion pattern: \"!\"");
        }

        if (pattern.Length > MaxPatternChars)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded, $"{name} line {number}: a pattern has more than {MaxPatternChars} characters");
        }

        pattern = CleanPath.Of(pattern);
        if (pattern.Length > 1 && pattern[0] == '/')
        {
            pattern = pattern[1..];
        }

        try
        {
            _patterns.Add(new IgnorePattern(pattern, isException));
            HasExceptions |= isException;
        }
        catch (FormatException e)
        {
            throw Malformed(name, number, $"{e.Message} {GoText.Quote(pattern)}");
        }
    }

    private static ImageException Malformed(string name, int line, string what) =>
        new(ImageErrorKind.InvalidContent, $"{name} line {line}: {what}");
}
