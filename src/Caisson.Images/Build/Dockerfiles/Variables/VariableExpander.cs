using Caisson.Images.Build.Dockerfiles.Parsing;

namespace Caisson.Images.Build.Dockerfiles.Variables;

/// <summary>
/// Expands variables in the words of a Dockerfile and removes quotes and escapes: <c>$x</c>, <c>${x}</c>,
/// <c>${x:-word}</c>, <c>${x:+word}</c>, <c>${x:?word}</c>, the three without the colon, <c>${x#pattern}</c>,
/// <c>${x##pattern}</c>, <c>${x%pattern}</c>, <c>${x%%pattern}</c>, <c>${x/pattern/word}</c> and
/// <c>${x//pattern/word}</c>.
/// </summary>
/// <remarks>
/// Spec: Docker's manual, "Dockerfile reference", "Environment replacement". Thread: any; a call keeps its state to
/// itself. Depth, length and work of an expansion are bounded (<see cref="DockerfileLimits"/>).
/// </remarks>
public sealed class VariableExpander
{
    private readonly char _escape;
    private readonly Func<string, string?> _lookup;

    /// <summary>Makes an expander.</summary>
    /// <param name="escape">The escape token.</param>
    /// <param name="lookup">The value of a variable; null where it is not set.</param>
    public VariableExpander(char escape, Func<string, string?> lookup)
    {
        _escape = escape;
        _lookup = lookup;
    }

    /// <summary>Expands a word.</summary>
    /// <exception cref="ImageException">A quote or brace is not closed, a modifier is unknown, <c>${x:?…}</c> failed.</exception>
    public string Expand(string word) => Run(word, words: null, keepsQuotes: false);

    /// <summary>Expands the text of a document, in which quotes are characters like others.</summary>
    /// <exception cref="ImageException">See <see cref="Expand"/>.</exception>
    public string ExpandDocument(string text) => Run(text, words: null, keepsQuotes: true);

    /// <summary>Expands a word and splits what comes out at white space that is not quoted.</summary>
    /// <exception cref="ImageException">See <see cref="Expand"/>.</exception>
    public IReadOnlyList<string> ExpandToWords(string word)
    {
        WordList words = new();
        Run(word, words, keepsQuotes: false);
        return words.Finish();
    }

    private string Run(string word, WordList? words, bool keepsQuotes)
    {
        ArgumentNullException.ThrowIfNull(word);

        // Most words need nothing done.
        if (words is null && word.AsSpan().IndexOfAny("$'\"") < 0 && !word.Contains(_escape, StringComparison.Ordinal))
        {
            return word;
        }

        try
        {
            return new Expansion(word, _escape, _lookup, keepsQuotes).Run(words);
        }
        catch (FormatException e)
        {
            const int MaxShown = 200;
            string shown = word.Length <= MaxShown ? word : $"{word.AsSpan(0, MaxShown)}…";
            throw new ImageException(
                ImageErrorKind.InvalidContent, GoText.OneLine($"failed to process {GoText.Quote(shown)}: {e.Message}"), e);
        }
    }
}
