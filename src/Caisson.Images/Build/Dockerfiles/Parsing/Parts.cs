namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>An instruction taken apart, and the ways in which its rest can be read.</summary>
/// <param name="Lines">Where it stands.</param>
/// <param name="Flags">The flags as they are written.</param>
/// <param name="Rest">What follows keyword and flags.</param>
/// <param name="Escape">The escape token.</param>
/// <param name="Heredocs">The documents that follow.</param>
internal sealed record Parts(
    SourceLines Lines, IReadOnlyList<string> Flags, string Rest, char Escape, IReadOnlyList<Heredoc> Heredocs)
{
    private const string Blanks = "\t\v\f\r ";

    /// <summary>The parts themselves, once it is clear that there are no flags.</summary>
    internal Parts NoFlags()
    {
        InstructionFlags.Read(Flags);
        return this;
    }

    /// <summary>The rest as one argument.</summary>
    internal string Only(string keyword) =>
        Rest.Length > 0 ? Rest : throw new FormatException($"{keyword} requires exactly one argument");

    /// <summary>The rest, split at white space.</summary>
    internal IReadOnlyList<string> Words() => SplitAtBlanks(Rest, int.MaxValue);

    /// <summary>The strings of a JSON array, or else the rest split at white space.</summary>
    internal IReadOnlyList<string> WordsOrJson()
    {
        JsonStrings array = Array(Rest);
        return array.Form == JsonStrings.Kind.Strings ? array.Values : Words();
    }

    /// <summary>The rest as a command.</summary>
    internal CommandLine Command() => Command(Rest);

    /// <summary>A command: the strings of a JSON array, or else one word for the shell.</summary>
    internal static CommandLine Command(string text)
    {
        JsonStrings array = Array(text);
        return array.Form == JsonStrings.Kind.Strings ? new CommandLine(array.Values, IsShellForm: false)
            : new CommandLine(text.Length == 0 ? [] : [text], IsShellForm: true);
    }

    /// <summary>Splits a text at runs of blanks, into at most so many parts.</summary>
    internal static IReadOnlyList<string> SplitAtBlanks(string text, int mostParts)
    {
        List<string> words = [];
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int end = words.Count + 1 == mostParts ? -1 : rest.IndexOfAny(Blanks);
            if (end < 0)
            {
                words.Add(rest.ToString());
                break;
            }

            words.Add(rest[..end].ToString());
            rest = rest[end..].TrimStart(Blanks);
        }

        return words;
    }

    private static JsonStrings Array(string text)
    {
        JsonStrings array = JsonStrings.Read(text);
        return array.Form == JsonStrings.Kind.Mixed
            ? throw new FormatException("when using JSON array syntax, arrays must be comprised of strings only")
            : array;
    }
}
